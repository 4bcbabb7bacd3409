"""The importers, one small module for each kind of file that a publisher has: what it reads, how it maps it, what it refuses."""
