"""Publishing: editions frozen, and set beside each other."""
