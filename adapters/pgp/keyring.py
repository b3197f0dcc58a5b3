"""A keyring of gpg for one file: our keys and one partner's, in a folder that is gone after."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import msgspec

from core.kernel.errors import Unavailable

COMMAND_S = 30.0
PREFIX = "lq-pgp-"
# No file takes so long: a ring that is older is a dead process's.
LEFT_S = 3600.0
# Nobody is asked, nothing is fetched, no trust is computed: whose keys these are, the contract says.
ALWAYS = (
    "gpg", "--batch", "--no-tty", "--no-options", "--trust-model", "always", "--no-auto-key-locate",
    "--disable-dirmngr", "--no-auto-check-trustdb", "--pinentry-mode", "loopback", "--weak-digest", "SHA1",
)  # fmt: skip
STATUS = "[GNUPG:] "


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Our secret keys and their passphrase, and the partner's public keys, as files hold them."""

    secret: bytes
    passphrase: bytes
    theirs: Sequence[str]


class Keyring:
    """ours, theirs: fingerprints of the primary keys, in the order in which they were given."""

    def __init__(self, folder: Path, keys: Keys, *, of: str) -> None:
        self._folder = folder
        # Our key is locked anew as it comes into this ring: the passphrase lies beside it, so once is enough.
        (folder / "gpg-agent.conf").write_text("s2k-count 65536\n", encoding="ascii")
        (folder / "passphrase").write_bytes(keys.passphrase.splitlines()[0] if keys.passphrase else b"")
        self.ours = self._imported(keys.secret, of=f"{of}: the secret file of `pgp`", secret=True)
        self.theirs = [
            fingerprint
            for number, key in enumerate(keys.theirs, 1)
            for fingerprint in self._imported(key.encode(), of=f"{of}: key {number} of theirs", secret=False)
        ]

    def command(self, *words: str) -> list[str]:
        """gpg in this keyring; what it finds out stands in `status` of the folder, never in its output."""
        self.status.write_bytes(b"")
        passphrase = str(self._folder / "passphrase")
        home = ("--homedir", str(self._folder), "--passphrase-file", passphrase)
        return [*ALWAYS, *home, "--status-file", str(self.status), *words]

    @property
    def status(self) -> Path:
        return self._folder / "status"

    def found(self) -> dict[str, list[list[str]]]:
        """What gpg said it found, by its keyword."""
        said: dict[str, list[list[str]]] = {}
        for line in self.status.read_text("utf-8", "replace").splitlines():
            keyword, *words = line.removeprefix(STATUS).split(" ") if line.startswith(STATUS) else [""]
            said.setdefault(keyword, []).append(words)
        return said

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(self._folder)}

    def run(self, *words: str, given: bytes = b"") -> bytes:
        """What gpg writes; how it ended stands in its status. Unavailable where it does not run."""
        with running():
            done = subprocess.run(
                self.command(*words), input=given, capture_output=True, timeout=COMMAND_S, check=False,
                env=self.environment,
            )  # fmt: skip
        return done.stdout

    def _imported(self, armored: bytes, *, of: str, secret: bool) -> list[str]:
        self.run("--import", given=armored)
        # The second bit of 16 says that a secret key came.
        found = [words for words in self.found().get("IMPORT_OK", []) if len(words) == 2]
        fits = dict.fromkeys(name for reason, name in found if bool(int(reason) & 16) == secret)
        if not fits:
            kind = "secret" if secret else "public"
            # Ours to mend: what lies there is not left, and what must leave is not given up.
            raise Unavailable(f"{of} holds no {kind} key of OpenPGP", cause="pgp.keys")
        return list(fits)


@contextmanager
def keyring(keys: Keys, *, of: str) -> Iterator[Keyring]:
    """Made for one file. Unavailable for keys that are none, and where gpg is not there."""
    _sweep()
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        try:
            yield Keyring(Path(name), keys, of=of)
        finally:
            # Else an agent that holds our key would live on until it finds its folder gone.
            stop = ["gpgconf", "--homedir", name, "--kill", "gpg-agent"]
            with running():
                subprocess.run(stop, capture_output=True, timeout=COMMAND_S, check=False)


def _sweep() -> None:
    """What killed processes left: keys of ours lie in it."""
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if path.stat().st_uid == os.getuid() and path.stat().st_mtime < time.time() - LEFT_S:
                shutil.rmtree(path)


@contextmanager
def running() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        text = "this machine has no gpg; install it (Debian: apt-get install gnupg)"
        raise Unavailable(text, cause="pgp.no_gpg") from error
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"gpg did not end within {COMMAND_S:g} s", cause="pgp.timeout") from error
