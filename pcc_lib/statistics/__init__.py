"""Arithmetic, tests, control charts, forecasts, small numbers. Nothing here knows of measures or projects."""
