"""The front-end agent: another house, which stands at the partner and knows only the wire."""
