"""The plugs: how core's ports are met by databases, buses, files and other people's systems."""
