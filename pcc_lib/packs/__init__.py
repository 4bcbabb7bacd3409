"""An edition on paper: its pages, one priority, or a summary of one page, as a PDF that people and screen readers can read."""
