"""Partners' SFTP servers: taken from (source.py) and put into (endpoint.py), host keys pinned."""
