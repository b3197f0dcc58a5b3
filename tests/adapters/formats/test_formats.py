"""Formats are found by looking, and mapping files only below their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.formats import folder, formats, load_mapping, reader, understand, writer
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable

MAPPING = b"""
mapping: 1
reads: {format: json}
tables: {units: shared/units.yaml}
documents:
  - {type: a.v1, identity: {number: no, content: true}, body: {no: {from: n, table: units}}}
"""


def test_every_module_with_a_reader_or_writer_is_a_format() -> None:
    found = formats()

    assert found["csv"] == found["json"] == found["xml"] == ("reads", "writes")
    assert found["rows"] == found["yaml"] == ("reads",)
    assert "reads" in found["edifact"]
    assert "reads" in found["x12"]


@pytest.mark.parametrize("name", ["cvs", "", "options", "csv_writer", "../csv"])
def test_what_is_no_format_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(Unreadable) as read:
        reader(name)
    with pytest.raises(Unreadable) as written:
        writer(name)

    ways = formats().items()
    assert ", ".join(each for each, found in ways if "reads" in found) in read.value.text
    assert ", ".join(each for each, found in ways if "writes" in found) in written.value.text


def test_a_payload_is_understood_in_one_call(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/units.yaml").write_text("t: TNE\n")
    mapping = load_mapping(MAPPING, "acme/in/a.yaml", folder(tmp_path), types=None)

    [document] = understand(mapping, b'{"n": "t"}', Facts(issuer="acme")).documents

    assert document.body == {"no": "TNE"}


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/hostname", "shared", "none.yaml"])
def test_no_file_beside_the_folder_is_ever_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.yaml").write_text("a: b\n")
    root = tmp_path / "mappings"
    (root / "shared").mkdir(parents=True)

    with pytest.raises(Unreadable) as caught:
        folder(root)(name)

    assert caught.value.cause == "mapping.no_file"
