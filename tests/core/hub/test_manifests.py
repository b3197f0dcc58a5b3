"""A file is held against what its partner says of it; what does not hold is kept, and booked by nobody."""

from __future__ import annotations

from hashlib import sha256

import pytest

from core.hub.manifests import Manifest, Measured, both, broken, read_manifest

BODY = b"lot,quantity\nL-1,40\n"
HASH = sha256(BODY).hexdigest()


@pytest.mark.parametrize(
    "written",
    [
        f"{HASH}  a.csv\n",
        f"{HASH.upper()}",
        f"\ufeff{HASH} *a.csv\r\n",
        f"SHA256 (a.csv) = {HASH}\n",
        f"\\{HASH}  a\\nb.csv\n",
    ],
)
def test_a_checksum_is_read_as_any_program_writes_it(written: str) -> None:
    assert read_manifest("a.csv.sha256", written.encode()) == Manifest(sha256=HASH)


@pytest.mark.parametrize("written", [b"", b"none", HASH[:-1].encode(), (HASH + "0").encode(), b"\xff\xfe"])
def test_what_holds_no_checksum_says_so(written: bytes) -> None:
    assert read_manifest("a.csv.sha256", written).fault == "a.csv.sha256 holds no SHA-256"


def test_counts_are_read_and_what_else_stands_there_is_the_partners() -> None:
    written = b'\xef\xbb\xbf{"bytes": 20, "lines": 2, "made by": ["us"], "sha256": "' + HASH.encode() + b'"}'

    assert read_manifest("a.csv.manifest.json", written) == Manifest(sha256=HASH, bytes=20, lines=2)


@pytest.mark.parametrize(
    "written",
    [b"", b"[]", b"{}", b'{"lines": "2"}', b'{"sha256": "x"}', b'{"bytes": -5}', b"\xff", b"[" * 9999],
)
def test_counts_that_make_no_sense_are_a_fault(written: bytes) -> None:
    assert read_manifest("a.csv.manifest.json", written).fault.startswith("a.csv.manifest.json")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (Manifest(), ""),
        (Manifest(sha256=HASH, bytes=20, lines=2), ""),
        (Manifest(bytes=21), "20 bytes, the manifest says 21"),
        (Manifest(lines=3), "2 lines, the manifest says 3"),
        (Manifest(sha256="0" * 64), f"hash {HASH}, the manifest says {'0' * 64}"),
        (Manifest(fault="a.sha256 holds no SHA-256"), "a.sha256 holds no SHA-256"),
    ],
)
def test_what_does_not_hold_is_said_with_both_numbers(manifest: Manifest, said: str) -> None:
    assert broken(manifest, sha256=HASH, size=20, lines=2) == said


def test_two_manifests_complete_each_other_and_must_not_contradict() -> None:
    assert both(Manifest(sha256=HASH), Manifest(lines=2)) == Manifest(sha256=HASH, lines=2)
    assert both(Manifest(sha256=HASH), Manifest(sha256="0" * 64)).fault


@pytest.mark.parametrize(
    ("pieces", "lines"), [([], 0), ([b""], 0), ([b"a"], 1), ([b"a\n", b"b"], 2), ([b"a", b"\n", b"b\n"], 2)]
)
def test_lines_are_counted_while_they_pass(pieces: list[bytes], lines: int) -> None:
    measured = Measured(pieces)

    assert b"".join(measured) == b"".join(pieces)
    assert measured.lines == lines
