"""The agent, held to the wire: real files, real sockets, real processes."""
