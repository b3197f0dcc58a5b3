"""Partners' servers over HTTP: what we tell them, signed."""
