"""An SFTP address as contracts write it: `sftp://user@host:22/folder?host_key=SHA256:…`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from core.kernel.errors import Refused

PORT = 22
HOST_KEYS_MAX = 8
WORDS = ("host_key", "algorithms", "archive", "trace")
MODERN, LEGACY = "modern", "legacy"
# As ssh-keygen -l prints it: unpadded base64 of 32 bytes.
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """host_keys: fingerprints of which the server shows one, or nothing is said to it.

    legacy: a server that knows only algorithms of before 2017. archive: where the partner puts what it took.
    trace_beside: `name.trace` is put beside each file.
    """

    host: str
    port: int
    user: str
    folder: str
    host_keys: tuple[str, ...]
    legacy: bool = False
    archive: str = ""
    trace_beside: bool = False

    @property
    def place(self) -> str:
        """As it is named in what people read."""
        return f"sftp://{self.host}:{self.port}{self.folder}"


def read_address(text: str, *, of: str) -> Address:
    """Refused for anything else, naming what is wrong; `of` is the pull or send."""
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError as error:
        raise _wrong(of, f"{text!r}: {error}") from error
    if parts.scheme != "sftp" or not parts.hostname or not parts.username or parts.fragment:
        raise _wrong(of, f"{text!r} is no sftp://user@host/folder?host_key=SHA256:…")
    words = _words(of, parts.query)
    keys = tuple(key for key in words.get("host_key", "").split(",") if key)
    if not keys or len(keys) > HOST_KEYS_MAX or not all(map(_FINGERPRINT.fullmatch, keys)):
        raise _wrong(
            of,
            "host_key=SHA256:… is missing, or is none: ask the partner for the fingerprint of its host key"
            f" (ssh-keygen -l -f), never take what answers; at most {HOST_KEYS_MAX}, with commas",
        )
    if words.get("algorithms", MODERN) not in (MODERN, LEGACY):
        raise _wrong(of, f"algorithms={words['algorithms']}: {MODERN} or {LEGACY} is wanted")
    folder = unquote(parts.path).rstrip("/") or "/"
    archive = words.get("archive", "archive")
    return Address(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        folder=folder,
        host_keys=keys,
        legacy=words.get("algorithms") == LEGACY,
        archive=below(folder, archive),
        trace_beside=words.get("trace") == "beside",
    )


def weaknesses(text: str) -> list[str]:
    """What of this address is noted in the audit when it is used."""
    address = read_address(text, of="address")
    return [f"{address.place}: algorithms=legacy (SHA-1)"] if address.legacy else []


def below(folder: str, name: str) -> str:
    """A whole path, or one below the folder."""
    return name if name.startswith("/") else f"{folder.rstrip('/')}/{name}"


def _words(of: str, query: str) -> dict[str, str]:
    # Not as a form: there a + is a blank, and fingerprints have it.
    pairs = [word.partition("=") for word in query.split("&") if word]
    words = {name: unquote(value) for name, _, value in pairs}
    unknown = sorted(set(words) - set(WORDS))
    if unknown:
        raise _wrong(of, f"{', '.join(unknown)}: no such word in its address; known are {', '.join(WORDS)}")
    return words


def _wrong(of: str, text: str) -> Refused:
    return Refused(f"{of}: {text}", cause="sftp.address")
