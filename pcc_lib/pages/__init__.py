"""The pages: each module writes the blocks of one kind of page, as HTML from figures."""
