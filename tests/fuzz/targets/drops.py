"""What partners' machines send to the SFTP door: manifests, lines to cut, and what they ask of a home."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import asyncssh

from core.hub.contracts import Contract, Cut, Drop
from core.hub.cutting import cut_lines
from core.hub.manifests import Measured, broken, read_manifest
from gateway.sftp.files import HomeFiles
from gateway.sftp.quota import Usage
from gateway.sftp.sharing import Shared
from tests.fuzz.target import Call, Target, outcome

BODY = b"lot,quantity\nL-1,40\n"
CONTRACT = Contract(
    partner="wms", name="W", parties=("wms",), sites=(), drops=(Drop(source="slips", site="W1"),)
)
PATHS = (b"/in/a.csv", b"/in/a.csv.part", b"/in/../../keys", b"/in/.~a", b"//ack/\xff", b"/out/b")


def targets() -> Iterator[Target]:
    """A manifest, a file that is cut, and what a session asks of a home."""
    yield Target(name="sftp.manifest", covers=("core/hub/manifests.py",), seeds=_manifests, open=_manifest)
    cutting = ("core/hub/cutting.py", "core/hub/line_ends.py")
    yield Target(name="sftp.cut", covers=cutting, seeds=_lines, open=_cut)
    yield Target(name="sftp.home", covers=("gateway/sftp/files.py",), seeds=_asked, open=_home)


def _manifests() -> Sequence[bytes]:
    digest = sha256(BODY).hexdigest().encode()
    return [
        digest + b"  a.csv\n",
        b"0" * 64 + b"  b.csv\n\\" + digest + b"  a.csv\n",
        b'{"files": [{"name": "b.csv", "lines": 3}, {"name": "a.csv", "lines": 2}]}',
        b"SHA256 (a.csv) = " + digest,
        b'{"sha256": "' + digest + b'", "bytes": 20, "lines": 2}',
    ]


def _manifest(_: Path) -> Call:
    def call(given: bytes) -> str:
        said = [read_manifest(name, given, of="a.csv") for name in ("a.csv.sha256", "a.csv.manifest.json")]
        found = [broken(one, sha256=sha256(BODY).hexdigest(), size=20, lines=2) for one in said]
        return " ".join(text[:12] for text in found)

    return call


def _lines() -> Sequence[bytes]:
    wide = "\ufeff" + BODY.decode() * 9
    return [BODY * 9, b'a,"b\nc"\n' * 20, wide.encode("utf-16-le"), b'5" pipe,"b\nc"\n' * 9]


def _cut(_: Path) -> Call:
    """The parts put together are the file, whatever it is."""

    def call(given: bytes) -> str:
        def cut() -> None:
            measured = Measured(given[at : at + 13] for at in range(0, len(given), 13))
            parts = list(cut_lines(measured, Cut(head=1, bytes=64)))
            whole = b"".join(one.payload[len(one.payload) - one.own :] for one in parts)
            if whole != given:
                raise AssertionError("the parts are not the file")

        return outcome(cut)

    return call


def _asked() -> Sequence[bytes]:
    """A letter for what is asked, a byte of flags, then the path, and behind a blank what is written."""
    asked = (b"o\x1a", b"w\x0a", b"r-", b"s-", b"d-", b"l-")
    return [verb + path + b" payload" for path in PATHS for verb in asked]


def _home(work: Path) -> Call:
    for name in ("in", "out", "ack", ".fetched"):
        (work / name).mkdir(exist_ok=True)
    loop = asyncio.new_event_loop()
    channel = cast(Any, SimpleNamespace())

    def call(given: bytes) -> str:
        return loop.run_until_complete(
            _ask(HomeFiles(channel, work, CONTRACT, Shared(Usage(work, CONTRACT.home))), given)
        )

    return call


async def _ask(files: HomeFiles, given: bytes) -> str:
    verb, flags, (path, _, body) = given[:1], given[1:2] or b"\0", given[2:].partition(b" ")
    attrs = asyncssh.SFTPAttrs()
    try:
        if verb in (b"o", b"w"):
            opened = files.open(path, flags[0], attrs)
            try:
                await files.write(opened, len(body), body)
            finally:
                files.close(opened)
        elif verb == b"r":
            files.rename(path, path.removesuffix(b".part"))
        elif verb == b"s":
            files.lstat(path)
        elif verb == b"d":
            files.remove(path)
        else:
            return str(len([one async for one in files.scandir(path)]))
    except asyncssh.SFTPError as error:
        return type(error).__name__
    except OSError as error:
        # The library says these to the partner as they are.
        return f"OSError {error.errno}"
    return "done"
