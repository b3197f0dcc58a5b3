"""The steps at which a test may end the agent as a power cut would; in service they do nothing."""

import os
import signal

STEPS = (
    "source.read",  # a source has read, the spool has nothing of it
    "spool.committed",  # sealed and kept, nothing sent
    "sender.sent",  # sent, the receipt not yet seen
    "folder.kept",  # in the spool, the file not yet moved
    "files.staged",  # a large file copied, its row not yet kept
)
_KILL_AT = os.environ.get("LIANQIAO_AGENT_KILL_AT", "")


def step(name: str) -> None:
    """Ends this process here if the environment asked for it, as hard as kill -9 does."""
    if name == _KILL_AT:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
