"""Every fault of every input, told in one run."""
