"""A partner with a gpg of its own: its keyring, its keys, what it seals and opens."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.programs import program

BEGAN = "20200101T000000"


class Gpg:
    """One house's keyring; its secret key has a passphrase."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self.name, self.passphrase = folder, name, f"{name}'s passphrase"
        self._gpg = program("GnuPG", "gpg")
        # A passphrase that is worked on for as long as a guesser would have to makes each test wait for it.
        (folder / "gpg-agent.conf").write_text("s2k-count 65536\n")
        words = ("--quick-gen-key", f"{name} <{name}@test>", "future-default", "default", "never")
        self.run("--faked-system-time", BEGAN, *words)

    def run(self, *words: str, given: bytes = b"") -> bytes:
        always = (
            self._gpg, "--homedir", str(self._folder), "--batch", "--yes", "--no-tty",
            "--trust-model", "always", "--pinentry-mode", "loopback", "--passphrase", self.passphrase,
        )  # fmt: skip
        done = subprocess.run([*always, *words], input=given, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    @property
    def public(self) -> str:
        return self.run("--armor", "--export", self.name).decode()

    @property
    def secret(self) -> bytes:
        return self.run("--armor", "--export-secret-keys", self.name)

    @property
    def fingerprint(self) -> str:
        lines = self.run("--with-colons", "--list-keys", self.name).decode().splitlines()
        return next(line for line in lines if line.startswith("fpr:")).split(":")[9]

    def meets(self, other: Gpg) -> None:
        self.run("--import", given=other.public.encode())

    def sealed(self, to: Gpg, payload: bytes, *more: str, signed: bool = True) -> bytes:
        sign = ("--sign", "--local-user", self.name) if signed else ()
        return self.run("--encrypt", "--recipient", to.name, *sign, *more, given=payload)

    def opened(self, sealed: bytes) -> bytes:
        return self.run("--decrypt", given=sealed)


@contextmanager
def partners(*names: str) -> Iterator[list[Gpg]]:
    """Houses that know each other's keys. The folders' names are short: an agent's socket lies in each."""
    with TemporaryDirectory(prefix="lq-gpg-") as folder:
        made = []
        for name in names:
            (home := Path(folder, name)).mkdir(mode=0o700)
            made.append(Gpg(home, name))
        for one in made:
            for other in made:
                one.meets(other)
        try:
            yield made
        finally:
            for name in names:
                stop = ["gpgconf", "--homedir", str(Path(folder, name)), "--kill", "gpg-agent"]
                subprocess.run(stop, check=False, capture_output=True, timeout=60)
