"""Drawings: what a page gives a chart (`given`), one module for each form, the block around a chart, the script that draws it."""
