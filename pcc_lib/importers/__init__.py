"""Importers: published files of others into sources of this project, one module for each publisher."""
