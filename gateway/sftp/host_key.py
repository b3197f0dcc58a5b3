"""The key by which partners know this hub's SFTP door: made once, kept in the home."""

from __future__ import annotations

import os
from pathlib import Path

import asyncssh

from core.kernel.errors import Refused

NAME = "sftp_host.key"


def host_key(home: Path) -> asyncssh.SSHKey:
    """Whoever is first makes it; no other process's is written over."""
    path = home / "keys" / NAME
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        made = path.with_name(f"{NAME}.{os.getpid()}")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    try:
        return asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError) as error:
        raise Refused(
            f"{path} is no key: {error}; put the one from the backup back", cause="sftp.key"
        ) from error
