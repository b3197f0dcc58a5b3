"""The front-end agent: another house, which stands at the partner and knows only the wire."""

__version__ = "0.1.0"
