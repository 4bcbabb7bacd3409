"""Bad files of each importer: see `bad_imports.py`."""
