"""A sealed file is opened: what was inside counts when gpg has seen all of it, its seal and its signature."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from adapters.pgp.keyring import Keyring, Keys, keyring, running
from core.hub.sealed_files import NotOpened
from core.kernel.errors import Unavailable

PIECE_BYTES = 256 * 1024
# A file that takes longer is none that anybody sealed to be read.
OPEN_S = 1800.0
_BAD_PASSPHRASE = 11
# What gpg says of a signature that is not to be believed, and how it is told.
_BAD = {
    "BADSIG": "its signature does not fit: it was altered, or is another's",
    "EXPSIG": "its signature is over",
    "EXPKEYSIG": "the key that signed it is over",
    "REVKEYSIG": "the key that signed it was revoked",
}


class GpgOpening:
    """One file on its way: onto this machine's disk sealed, out of gpg opened; signer: known at the end."""

    def __init__(self, ring: Keyring, *, signed: bool) -> None:
        self._ring = ring
        self._signed = signed
        self._file = TemporaryFile()  # noqa: SIM115
        self.signer = ""

    def close(self) -> None:
        self._file.close()

    def sealed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._file.write(piece)
            yield piece

    def opened(self, *, bytes_max: int) -> Iterator[bytes]:
        self._file.flush()
        self._file.seek(0)
        command = self._ring.command("--decrypt")
        with running():
            gpg = subprocess.Popen(
                command, stdin=self._file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=self._ring.environment,
            )  # fmt: skip
        assert gpg.stdout is not None  # noqa: S101
        late = threading.Timer(OPEN_S, gpg.kill)
        late.start()
        try:
            size = 0
            while piece := gpg.stdout.read(PIECE_BYTES):
                size += len(piece)
                if size > bytes_max:
                    text = f"what is inside has more than the {bytes_max} bytes that are taken"
                    raise NotOpened(text, cause="pgp.too_large")
                yield piece
            if gpg.wait() < 0:
                raise NotOpened(f"it was not opened within {OPEN_S:g} s", cause="pgp.timeout")
        finally:
            late.cancel()
            gpg.kill()
            gpg.stdout.close()
            gpg.wait()
        self._judge()

    def _judge(self) -> None:
        said = self._ring.found()
        if "DECRYPTION_OKAY" not in said or len(said.get("PLAINTEXT", [])) != 1:
            raise _why_not(said)
        for keyword, text in _BAD.items():
            if keyword in said:
                raise NotOpened(text, cause="pgp.signature")
        # The last word is the primary key, whichever of its keys signed.
        believed = [words[-1] for words in said.get("VALIDSIG", []) if words[-1] in self._ring.theirs]
        if self._signed and not believed:
            raise _unsigned(said)
        self.signer = believed[0] if believed else ""


@contextmanager
def opening(keys: Keys, *, signed: bool, of: str) -> Iterator[GpgOpening]:
    """For one file. Unavailable for keys that are none, and where gpg is not there."""
    with keyring(keys, of=of) as ring:
        made = GpgOpening(ring, signed=signed)
        try:
            yield made
        finally:
            made.close()


def _why_not(said: dict[str, list[list[str]]]) -> NotOpened | Unavailable:
    errors = [words for words in said.get("ERROR", []) if words[:1] == ["pkdecrypt_failed"]]
    if any(
        int(words[1]) & 0xFFFF == _BAD_PASSPHRASE for words in errors if words[1:2] and words[1].isdigit()
    ):
        return Unavailable("the passphrase file of `pgp` does not open our key", cause="pgp.passphrase")
    if "NO_SECKEY" in said and "DECRYPTION_KEY" not in said:
        return NotOpened("it is sealed to none of our keys", cause="pgp.other_key")
    if "BEGIN_DECRYPTION" in said or "ENC_TO" in said:
        return NotOpened("it cannot be opened: it was altered or cut off", cause="pgp.altered")
    if "PLAINTEXT" in said:
        return NotOpened("it is signed, and not encrypted", cause="pgp.clear")
    return NotOpened("it is no message of OpenPGP; send it encrypted to our key", cause="pgp.none")


def _unsigned(said: dict[str, list[list[str]]]) -> NotOpened:
    if "VALIDSIG" in said or "ERRSIG" in said:
        return NotOpened("it is signed by none of the keys that the contract names", cause="pgp.stranger")
    return NotOpened("it bears no signature, and the contract wants one", cause="pgp.unsigned")
