"""A second reader: plain SQL and one script that work every figure of an edition again, and share no code with the library."""
