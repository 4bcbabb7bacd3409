"""Whether what was published is what was made: drawings that prove themselves, editions that are verified again."""
