"""jupyter-book's Sphinx in a process of its own: what has changed is compiled, and the result is that of a clean run."""
