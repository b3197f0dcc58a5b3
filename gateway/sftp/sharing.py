"""What all sessions of one partner share, so that many of them may do no more than one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gateway.sftp.quota import Usage
from gateway.sftp.uploads import Upload


@dataclass(slots=True)
class Shared:
    """usage: of its home. writing: what is open to write; what is renamed none of them writes any more.

    cut: what failed while it was written, where the disk was too full to keep a mark of it.
    """

    usage: Usage
    writing: set[Upload] = field(default_factory=set)
    cut: set[Path] = field(default_factory=set)
