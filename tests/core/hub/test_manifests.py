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
    assert read_manifest("a.csv.sha256", written.encode(), of="a.csv") == Manifest(sha256=HASH)


@pytest.mark.parametrize("written", [b"", b"none", HASH[:-1].encode(), (HASH + "0").encode(), b"\xff\xfe"])
def test_what_holds_no_checksum_says_so(written: bytes) -> None:
    assert read_manifest("a.csv.sha256", written, of="a.csv").fault == "a.csv.sha256 holds no SHA-256"


def test_counts_are_read_and_what_else_stands_there_is_the_partners() -> None:
    written = b'\xef\xbb\xbf{"bytes": 20, "lines": 2, "made by": ["us"], "sha256": "' + HASH.encode() + b'"}'

    assert read_manifest("a.csv.manifest.json", written, of="a.csv") == Manifest(
        sha256=HASH, bytes=20, lines=2
    )


@pytest.mark.parametrize(
    "written",
    [b"", b"[]", b"{}", b'{"lines": "2"}', b'{"sha256": "x"}', b'{"bytes": -5}', b"\xff", b"[" * 9999],
)
def test_counts_that_make_no_sense_are_a_fault(written: bytes) -> None:
    assert read_manifest("a.csv.manifest.json", written, of="a.csv").fault.startswith("a.csv.manifest.json")


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


OTHER = "0" * 64


@pytest.mark.parametrize(
    "written",
    [
        f"{OTHER}  b.csv\n{HASH}  a.csv\n",
        f"{OTHER} *aa.csv\r\n{HASH} *./out/a.csv\r\n",
        f"{OTHER}  a.csv.old\n{HASH}  C:\\out\\a.csv\n",
        f"SHA256 (b.csv) = {OTHER}\nSHA256 (a.csv) = {HASH}\n",
        f"b.csv {OTHER}\na.csv {HASH}\n",
        f"# made by us\n{HASH}  a.csv\n{HASH}  a.csv\n{OTHER}\n",
    ],
)
def test_of_several_hashes_the_one_of_the_named_file_counts(written: str) -> None:
    assert read_manifest("a.csv.sha256", written.encode(), of="a.csv") == Manifest(sha256=HASH)


def test_a_name_with_a_line_in_it_is_found_as_it_is_escaped() -> None:
    written = f"{OTHER}  b\n\\{HASH}  a\\\\1\\nb.csv\n"

    assert read_manifest("m.sha256", written.encode(), of="a\\1\nb.csv") == Manifest(sha256=HASH)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (f"{OTHER}  b.csv\n{HASH}  c.csv\n", "a.csv.sha256 holds hashes of 2 files, and none of a.csv"),
        (f"{OTHER}\n{HASH}\n", "a.csv.sha256 holds hashes of 2 files, and none of a.csv"),
        (f"{OTHER}  a.csv\n{HASH}  a.csv\n", "a.csv.sha256 holds 2 hashes of a.csv"),
    ],
)
def test_a_list_that_does_not_say_which_hash_is_meant_is_a_fault(written: str, fault: str) -> None:
    assert read_manifest("a.csv.sha256", written.encode(), of="a.csv").fault == fault


def test_counts_may_be_of_several_files() -> None:
    written = b'{"lines": 9, "files": [{"name": "b.csv", "lines": 3}, {"name": "out/a.csv", "lines": 2}]}'

    assert read_manifest("a.csv.manifest.json", written, of="a.csv") == Manifest(lines=2)
    assert "0 times among 2 files" in read_manifest("c.csv.manifest.json", written, of="c.csv").fault
