"""The book while people write it: pages are made again when a file changes, and shown by a server for this machine alone."""
