"""What every room may use: errors, texts, numbers, periods, files, the grammar of rules."""
