"""What a person's sentence says of the figures in it, held against these figures."""
