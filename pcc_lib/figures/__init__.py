"""Every printed number: a measure's cells, how it is worked out, judged, foretold and compared."""
