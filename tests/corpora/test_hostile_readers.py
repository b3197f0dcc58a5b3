"""Hostile documents at the readers: each is refused by its reason, unexpanded, or read as what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.formats import reader
from adapters.formats.json import well_formed
from core.kernel.errors import Unreadable

HOSTILE = Path(__file__).parents[3] / "shared" / "corpora" / "hostile"
EPCIS = HOSTILE.parent / "epcis"
if not HOSTILE.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
# Who expands what a bomb holds is at it for hours, on any machine.
BOMB_S = 60
# Files of ours that hold only what is well-formed and have no DOCTYPE.
HARMLESS = {"simple.xml", "simple-ns.xml", "schema-include.xsd", "xalan_exec.xsl", "xalan_write.xsl"}
BARE_DOCTYPES = 12


def files(folder: str, *names: str) -> list[Path]:
    """The files of a folder of the corpus."""
    return sorted(
        path for name in names or ("*",) for path in (HOSTILE / folder).rglob(name) if path.is_file()
    )


def refusal(format_: str, payload: bytes, **options: str) -> Unreadable | None:
    """What it is refused with, None if it is read."""
    try:
        reader(format_).read(payload, options)
    except Unreadable as error:
        return error
    return None


def cause_of(format_: str, payload: bytes, **options: str) -> str:
    """Why it is refused, "" if it is read; a refusal says what and where."""
    error = refusal(format_, payload, **options)
    if error is None:
        return ""
    assert error.text
    assert error.place
    return error.cause


XML = files("defusedxml", "*.xml", "*.xsd", "*.xsl") + files("libxml2-recurse")


@pytest.mark.timeout(BOMB_S)
@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_every_doctype_is_refused_in_a_moment(path: Path) -> None:
    payload = path.read_bytes()

    cause = cause_of("xml", payload)

    assert bool(cause) is (path.name not in HARMLESS)
    if b"<!DOCTYPE" in payload and cause != "xml.encoding":
        assert cause == "xml.doctype"


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_no_doctype_hides_in_another_encoding_or_behind_a_profile(path: Path) -> None:
    payload = path.read_bytes()

    if b"<!DOCTYPE" in payload:
        assert cause_of("xml", payload.decode("latin-1").encode("utf-16")) == "xml.doctype"
        assert b"[" not in payload or cause_of("xml", payload, bare_doctype="allow")


def test_a_bare_doctype_is_read_only_where_the_profile_allows_it() -> None:
    bare = [path for path in sorted(EPCIS.rglob("*.xml")) if b"<!DOCTYPE" in path.read_bytes()]

    assert len(bare) == BARE_DOCTYPES
    for path in bare:
        assert cause_of("xml", path.read_bytes()) == "xml.doctype"
        assert cause_of("xml", path.read_bytes(), bare_doctype="allow") == "", path.name


SUITE = files("jsontestsuite", "*.json")


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.name)
def test_what_is_json_is_taken_as_json_and_nothing_else(path: Path) -> None:
    payload = path.read_bytes()
    cause = cause_of("json", payload)

    if path.name.startswith("n_"):
        assert cause in {"json.malformed", "json.encoding", "json.too_deep"}
    elif path.name.startswith("y_"):
        well_formed(payload.removeprefix(b"\xef\xbb\xbf"))
        assert cause in {"", "json.duplicate_key"}


def test_every_naughty_string_is_read_as_it_is() -> None:
    payload = (HOSTILE / "blns" / "blns.json").read_bytes()

    found = [node.value for node in reader("json").read(payload, {}).children]

    assert found == json.loads(payload)


CSV = files("csv-spectrum/csvs") + files("csv-test-data/csv")
# The keys of these are of other files: one has another phone number, one kept the line ends this file lost.
WRONG_KEYS = {"location_coordinates.csv", "newlines_crlf.csv"}


@pytest.mark.parametrize("path", CSV, ids=lambda path: path.name)
def test_a_dialect_of_csv_gives_the_stated_table_or_an_error_with_its_row(path: Path) -> None:
    stated = path.parent.parent / "json" / f"{path.stem}.json"
    error = refusal("csv", path.read_bytes())

    if error is not None:
        assert error.place.startswith("row ")
        assert not stated.exists() or error.cause == "csv.stray_quote"
    elif stated.exists() and path.name not in WRONG_KEYS:
        assert rows(path) == table(json.loads(stated.read_text()))
    else:
        assert not path.name.startswith("bad-")


def test_stray_quotes_are_read_where_the_partner_writes_so() -> None:
    path = HOSTILE / "csv-spectrum" / "csvs" / "location_coordinates.csv"
    stated = json.loads((path.parent.parent / "json" / "location_coordinates.json").read_text())

    [row] = rows(path, stray_quotes="keep")

    assert row[1:] == list(stated.values())[1:]


def rows(path: Path, **options: str) -> list[list[str | None]]:
    tree = reader("csv").read(path.read_bytes(), options)
    return [[cell.value for cell in row.children] for row in tree.children]


def table(stated: list[object]) -> list[list[object]]:
    """The rows of a key: objects by column, or lists with the header first."""
    if stated and isinstance(stated[0], list):
        return [row for row in stated[1:] if isinstance(row, list)]
    return [list(row.values()) for row in stated if isinstance(row, dict)]
