"""Opens the session that an address asks for; the library for old servers is loaded only for them."""

from __future__ import annotations

from collections.abc import Callable

from adapters.sftp.address import Address
from adapters.sftp.session import ModernSession, Session

Open = Callable[[], Session]


def opener(address: Address, secret: bytes, *, timeout_s: float) -> Open:
    """Connects when it is called; each wait on the line ends after timeout_s."""

    def open_session() -> Session:
        if not address.legacy:
            return ModernSession(address, secret, timeout_s=timeout_s)
        from adapters.sftp.legacy import LegacySession

        return LegacySession(address, secret, timeout_s=timeout_s)

    return open_session
