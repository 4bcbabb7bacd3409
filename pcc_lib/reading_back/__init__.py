"""Reads a built book as its readers meet it, and says of every number in it what proves it."""
