"""Published editions: frozen with all that is needed to make them again, and the archive around them."""
