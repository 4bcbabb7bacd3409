"""The next quarter's edition: its folder made from the one before and the data, and what is still open in it."""
