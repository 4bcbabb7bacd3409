"""Words and HTML: sentences, tables, people's commentary."""
