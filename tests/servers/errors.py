"""What can go wrong with a real server before any test of ours begins."""


class ServerMissing(Exception):
    """The machine has no such program, or not the right to run it; the text says what to install."""


class ServerFailed(Exception):
    """The program is there but did not start or stop in time; the text ends with its own last words."""
