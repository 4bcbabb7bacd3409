"""From notebooks to an edition: run, gate, compile, keep."""
