"""The loops of the SFTP door: one listens, one takes in and answers."""

from __future__ import annotations

from adapters.file.pulses import PulseFile
from adapters.wiring.hub import Hub
from gateway.loops import Loop
from gateway.settings import Settings

PORT = 8472


def sftp_loops(hub: Hub, settings: Settings, pulse: PulseFile) -> list[tuple[str, Loop]]:
    """Named, for a process that keeps them running."""
    from gateway.sftp.door import SftpDoor
    from gateway.sftp.releasing import Releasing

    port = PORT if settings.sftp_port is None else settings.sftp_port
    door = SftpDoor(hub, host=settings.host, port=port, turned=pulse.loop("sftp"))
    return [("sftp", door.run), ("homes", Releasing(hub, turned=pulse.loop("homes")).run)]
