"""What lies there sealed by OpenPGP, or by nothing that is any seal."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from adapters.pgp.keyring import Keys
from adapters.pgp.opening import GpgOpening, opening
from tests.adapters.pgp.gpg_partner import Gpg, partners
from tests.fuzz.target import Call, Target, outcome

# Lives as long as the fuzzer does.
_KEPT = ExitStack()
atexit.register(_KEPT.close)
BODY = b"lot,quantity\nL-1,40\n"


def targets() -> Iterator[Target]:
    """A sealed file that is opened."""
    yield Target(name="pgp.opening", covers=("adapters/pgp/opening.py",), seeds=_sealed, open=_opening)


@cache
def _houses() -> list[Gpg]:
    return _KEPT.enter_context(partners("hub", "bank"))


def _sealed() -> Sequence[bytes]:
    hub, bank = _houses()
    return [
        bank.sealed(hub, BODY),
        bank.sealed(hub, BODY, "--armor"),
        bank.sealed(hub, BODY, "--compress-algo", "none", signed=False),
        bank.sealed(bank, BODY),
        bank.run("--sign", given=BODY),
    ]


def _opening(_: Path) -> Call:
    hub, bank = _houses()
    keys = Keys(secret=hub.secret, passphrase=hub.passphrase.encode(), theirs=[bank.public])
    first = _KEPT.enter_context(opening(keys, signed=True, of="fuzz"))

    def call(given: bytes) -> str:
        # One keyring for all: making one takes longer than opening by it.
        made = GpgOpening(first._ring, signed=True)

        def opened() -> None:
            b"".join(made.sealed([given]))
            if b"".join(made.opened(bytes_max=10_000)) != BODY:
                raise AssertionError("what was opened was never sealed")

        try:
            return outcome(opened)
        finally:
            made.close()

    return call
