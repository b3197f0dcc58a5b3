"""The hub's signing keys, one a suite, and the check of a signature by the suite of its key."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from adapters.trust import sm2
from adapters.trust.ed25519 import Ed25519
from adapters.trust.key_file import KEY_BYTES, kept_bytes
from adapters.trust.libcrypto import why_no_gm
from adapters.trust.sm2_key import Sm2Key
from core.hub.ports import OwnKey
from core.hub.suites import GM, Suite, suite_of

LOG = logging.getLogger("lianqiao.trust")
GM_FILE = "hub-gm.key"


class HubKeys(Ed25519):
    """The Ed25519 key, which everything of the hub itself is signed by, and an SM2 key for agents of gm.

    gm: gives the SM2 key, when the first agent of that suite asks for it.
    """

    def __init__(self, seed: bytes, gm: Callable[[], Sm2Key]) -> None:
        super().__init__(seed)
        self._make_gm = gm
        self._gm: Sm2Key | None = None
        self._lock = threading.Lock()

    @classmethod
    def kept_in(cls, path: Path) -> HubKeys:
        """The key in this file, and the other one beside it."""
        if lacking := lacks_what_it_did(path.parent):
            LOG.error("%s", lacking)
        seed = kept_bytes(path, lambda: os.urandom(KEY_BYTES))
        return cls(seed, lambda: Sm2Key.kept_in(path.parent / GM_FILE))

    def of(self, suite: Suite) -> OwnKey:
        """The key of this suite. Refused, with what to do, where this machine has no SM2."""
        if suite != GM:
            return self
        with self._lock:
            if self._gm is None:
                self._gm = self._make_gm()
            return self._gm

    def verify(self, public_key: bytes, signature: bytes, text: bytes) -> bool:
        if suite_of(public_key) == GM:
            return not why_no_gm() and sm2.verify(public_key, signature, text)
        return super().verify(public_key, signature, text)


def lacks_what_it_did(folder: Path) -> str:
    """Why this machine cannot hear the agents of gm that this hub has; "" if it can, or there are none."""
    return why_no_gm() if (folder / GM_FILE).exists() else ""
