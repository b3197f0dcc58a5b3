"""Partners' homes at the hub's own SFTP door: where they lie, and the way out to them."""
