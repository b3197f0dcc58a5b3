"""The hub's keys for encrypted bodies: the newest is told to agents, all that are kept open what comes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Protocol

from adapters.trust.body_sm2 import Sm2Opener
from adapters.trust.body_x25519 import X25519Opener
from adapters.trust.key_file import write_once
from core.hub.ports import SealedBody
from core.hub.suites import GM, Suite, key_id
from core.kernel.errors import Broken, Unreadable

KEYS_MAX = 1000
_DIGITS = 4


class Opener(Protocol):
    """One key pair."""

    @property
    def public_key(self) -> bytes: ...

    def open(self, sealed: SealedBody) -> bytes:
        """Raises Unreadable."""
        ...


class FileBodyKeys:
    """Keys in files `<suite>-<number>-<id>.key` of one folder, which every process of the hub sees."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, Opener] = {}
        self._lock = threading.Lock()

    def current(self, suite: Suite) -> bytes:
        """The newest key's public half; the first is made when it is first asked for."""
        return self._opener(suite, (self._paths(suite) or [self.rotate(suite)])[-1]).public_key

    def rotate(self, suite: Suite) -> Path:
        """A new key, which agents are told of by their next receipt."""
        number = len(self._paths(suite)) + 1
        if number > KEYS_MAX:
            raise Broken(f"{self._folder} holds {KEYS_MAX} keys of {suite}; move the oldest away")
        secret = Sm2Opener.make() if suite == GM else X25519Opener.make()
        # Named by what it is: a key that is lost and brought back never meets another under its name.
        name = key_id(_read(suite, secret).public_key)
        path = self._folder / f"{suite}-{number:0{_DIGITS}}-{name}.key"
        write_once(path, secret)
        return path

    def ids(self, suite: Suite) -> list[str]:
        """Of all that are kept, oldest first."""
        return [key_id(self._opener(suite, path).public_key) for path in self._paths(suite)]

    def open(self, sealed: SealedBody) -> bytes:
        for path in reversed(self._paths(sealed.suite)):
            opener = self._opener(sealed.suite, path)
            if key_id(opener.public_key) == sealed.key:
                return opener.open(sealed)
        raise Unreadable(
            f"body: it is encrypted to key {sealed.key[:16]!r} of suite {sealed.suite}, and no such key is in"
            f" {self._folder}; bring it back from a backup, then `hub agent reopen`",
            cause="body.key",
        )

    def _paths(self, suite: Suite) -> list[Path]:
        return sorted(self._folder.glob(f"{suite}-*.key"))

    def _opener(self, suite: Suite, path: Path) -> Opener:
        with self._lock:
            if path not in self._known:
                secret = path.read_bytes()
                try:
                    self._known[path] = _read(suite, secret)
                except ValueError as error:
                    raise Broken(f"{path} is no key: {error}; restore it", cause="key.broken") from error
            return self._known[path]


def _read(suite: Suite, secret: bytes) -> Opener:
    return Sm2Opener(secret) if suite == GM else X25519Opener(secret)
