"""Tables of incidents, read strictly and counted into months."""
