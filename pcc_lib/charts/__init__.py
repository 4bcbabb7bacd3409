"""Drawings: parts, forms, the block around a chart, and the script that draws it."""
