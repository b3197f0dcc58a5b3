"""Any file is told in one line: what it is, by which standard it was read, or why not."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from adapters.wiring.recognizing.files import Files, Profile, files_in
from adapters.wiring.recognizing.outcomes import Line
from adapters.wiring.recognizing.signs import kind_of
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import edifact, order_850, orders, x12
from tests.adapters.formats.test_idoc import ORDER, flat
from tests.adapters.formats.workbooks import table

MAPPINGS = Path(__file__).parents[3] / "mappings"
STANDARDS = MAPPINGS / "standards"
INVOICE = (STANDARDS / "ubl/samples/invoice/invoice.xml").read_bytes()
CXML = (STANDARDS / "cxml/samples/documents/order.xml").read_bytes()
FILES = Files(MAPPINGS)
SLIPS = "单号,批次,数量\nCK-1,L-1,12.5\nCK-2,L-2,3\n"


def told(folder: Path, payload: bytes, name: str = "file", profile: Profile = Profile.STRICT) -> Line:
    """The line of one file that holds this."""
    file = folder / name
    file.write_bytes(payload)
    return (FILES if profile is Profile.STRICT else Files(MAPPINGS, profile)).line(file)


def code(line: Line) -> str:
    assert line.error is not None
    assert line.error.text
    return line.error.code


SAMPLES = sorted(path for path in STANDARDS.glob("*/samples/*/*") if not path.name.endswith(".expected.json"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.relative_to(STANDARDS).as_posix())
def test_a_sample_of_a_standard_is_recognized_without_being_told(sample: Path, tmp_path: Path) -> None:
    """By nothing but its bytes (and, of price series, its name)."""
    line = told(tmp_path, sample.read_bytes(), sample.name)

    assert line.error is None or line.error.code not in {
        "standard.unknown",
        "mapping.needed",
        "format.not_read",
    }


def test_by_a_mapping_that_is_named_the_outcome_is_told_alike(tmp_path: Path) -> None:
    mapping = STANDARDS / "ubl" / "invoice.yaml"
    (tmp_path / "wrong.xml").write_bytes(INVOICE.replace(b"IssueDate>", b"Issue>"))
    (tmp_path / "broken.xml").write_bytes(INVOICE[:-20])

    assert FILES.line(tmp_path / "wrong.xml", mapping).outcome == "refused"
    assert FILES.line(tmp_path / "broken.xml", mapping).outcome == "unreadable"


def test_totals_that_do_not_add_up_flag_the_file(tmp_path: Path) -> None:
    line = told(tmp_path, (STANDARDS / "ubl/samples/invoice/does_not_add_up.xml").read_bytes())

    assert (line.outcome, line.error) == ("flagged", None)
    assert line.documents[0].flags


def test_what_a_rule_refuses_is_refused_and_what_cannot_be_read_is_unreadable(tmp_path: Path) -> None:
    refused = told(tmp_path, INVOICE.replace(b"IssueDate>", b"Issue>"))
    broken = told(tmp_path, INVOICE[:-20])

    assert refused.outcome == "refused"
    assert code(refused).startswith("map.")
    assert (broken.outcome, code(broken)) == ("unreadable", "xml.malformed")


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"\xef\xbb\xbf" + INVOICE, "xml"),
        ("<a/>".encode("utf-16"), "xml"),
        ('{"a": 1}'.encode("utf-16-be"), "json"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonlines"),
        (b'{\n"a": 1\n}\n', "json"),
        (edifact(orders(1)), "edifact"),
        (x12(order_850(1)), "x12"),
        (flat(ORDER), "idoc"),
        (table(["a", "b"], ["1", 2]), "excel"),
        ((STANDARDS / "cn_invoice/samples/ofd/digital.ofd").read_bytes(), "ofd"),
        (SLIPS.encode("gb18030"), "table"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (gzip.compress(INVOICE, mtime=0), "gzip"),
        (bytes(range(128, 192)) + b"\x00\x01\x02" * 50, "binary"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
    ],
)
def test_bytes_are_told_by_their_own_signs(payload: bytes, kind: str) -> None:
    assert kind_of(payload).name == kind


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SLIPS, "utf-8"),
        (SLIPS, "gb18030"),
        (SLIPS, "utf-16"),
        (SLIPS, "utf-16-le"),
        ("name;town\nMüller;Köln\nGrün;Düren\n", "windows-1252"),
        ("LOT,QTY\nL1,100\nL2,250\n", "cp037"),
    ],
)
def test_the_encoding_of_a_text_is_found(text: str, encoding: str) -> None:
    found = kind_of(text.encode(encoding))

    assert (found.name, found.encoding) == ("table", encoding)
    assert found.grid is not None
    assert found.grid.header


def test_a_table_says_that_it_needs_a_mapping_and_what_was_recognized(tmp_path: Path) -> None:
    line = told(tmp_path, SLIPS.encode("gb18030"), "slips.csv")

    assert (line.outcome, code(line)) == ("unreadable", "mapping.needed")
    assert line.error
    assert "gb18030" in line.error.text
    assert "'单号', '批次', '数量'" in line.error.text


def packed(name: str, payload: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, payload)
    return made.getvalue()


BOMB = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100 + b'"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;</a>'


@pytest.mark.parametrize(
    ("payload", "outcome", "expected"),
    [
        (b"", "unreadable", "file.empty"),
        (b"\x00" * 10_000, "unreadable", "file.empty"),
        (bytes(range(256)) * 20, "unreadable", "format.not_read"),
        (BOMB, "refused", "xml.doctype"),
        (packed("invoice.xml", INVOICE), "unreadable", "format.not_read"),
        (packed("xl/workbook.xml", b"0" * 50_000_000), "unreadable", "excel."),
        (packed("OFD.xml", b"<a/>"), "unreadable", "ofd.no_invoice"),
        (INVOICE.replace(b"Demo Steel", b"Demo \xff\xfe St"), "unreadable", "xml.encoding"),
        (b"<a>" * 5_000, "unreadable", "xml."),
        (b"[" * 100_000, "unreadable", "json.too_deep"),
        (b'{"": 1}', "unreadable", "standard.unknown"),
        (b'{"a": "\\ud800"}', "unreadable", "json.malformed"),
        (edifact(orders(1)).replace(b"UNT+", b"UNT+9"), "refused", "edifact.count"),
        (b"UNA", "unreadable", "standard.unknown"),
        (b"ISA*", "unreadable", "x12."),
        (b"STX=ANA:1+x'\n", "unreadable", "format.not_read"),
        (b"just a letter\nof two lines", "unreadable", "standard.unknown"),
    ],
)
def test_whatever_a_file_holds_it_is_one_line(
    payload: bytes, outcome: str, expected: str, tmp_path: Path
) -> None:
    line = told(tmp_path, payload)

    assert (line.outcome, code(line)[: len(expected)]) == (outcome, expected)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.xml"
    with large.open("wb") as opened:
        opened.write(b"<a>" + b" " * 70_000)
        opened.truncate(200 * 1024 * 1024)

    line = FILES.line(large)

    assert (line.outcome, code(line)) == ("unreadable", "file.too_large")
    assert line.error
    assert "(xml)" in line.error.text


def test_a_file_of_more_parts_than_a_trial_holds_is_told_and_not_held(tmp_path: Path) -> None:
    line = told(tmp_path, b"<a>" + b"<b/>" * 600_000 + b"</a>")

    assert (line.outcome, code(line)) == ("unreadable", "xml.too_many")


def test_what_is_no_file_is_told_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert code(FILES.line(tmp_path / "pipe")) == "file.no_file"
    assert code(FILES.line(tmp_path / "nothing")) == "file.not_opened"


EVENTS = """
mapping: 1
reads: {format: edifact}
unit: document
documents:
  - type: noted.event.v1
    split: message
    where: text('@type') == 'TYPE'
    identity: {number: event_no, revision: {value: "1"}}
    body:
      event_no: {from: "@reference", required: true}
      kind: {from: "@type", required: true}
      event_time: {value: "2026-11-28T08:00:00Z", as: datetime, required: true}
      reason: {value: a test}
"""


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    """A house in which two mappings read an interchange, each its own messages."""
    folder = tmp_path / "mappings" / "standards" / "edifact"
    folder.mkdir(parents=True)
    for name in ("DESADV", "ORDERS"):
        (folder / f"{name}.yaml").write_text(EVENTS.replace("TYPE", name))
    (folder / "rules.yaml").write_text(
        "rules:\n  - {mapping: DESADV.yaml, root: interchange}\n"
        "  - {mapping: standards/edifact/ORDERS.yaml, root: interchange}\n"
    )
    return tmp_path / "mappings"


def test_of_an_interchange_each_mapping_reads_its_own_messages(messages: Path, tmp_path: Path) -> None:
    file = tmp_path / "orders.edi"
    file.write_bytes(edifact(orders(1), orders(2)))

    line = Files(messages).line(file)

    assert line.outcome == "ok"
    assert [made.body["kind"] for made in line.documents] == ["ORDERS", "ORDERS"]


def test_a_broken_message_refuses_the_file_and_the_others_are_shown(messages: Path, tmp_path: Path) -> None:
    file = tmp_path / "orders.edi"
    file.write_bytes(edifact(orders(1), orders(2)).replace(b"UNT+", b"UNT+9", 1))

    strict, lenient = Files(messages).line(file), Files(messages, Profile.LENIENT).line(file)

    assert (strict.outcome, code(strict), len(strict.documents)) == ("refused", "edifact.count", 1)
    assert (lenient.outcome, len(lenient.documents)) == ("flagged", 2)
    assert "counts" in lenient.documents[0].flags[0]


def test_a_bare_doctype_is_passed_over_where_the_profile_or_the_standard_allows_it(tmp_path: Path) -> None:
    marked = b"<!DOCTYPE Invoice>" + INVOICE.partition(b"?>")[2]

    assert code(told(tmp_path, marked)) == "xml.doctype"
    assert told(tmp_path, marked, profile=Profile.LENIENT).outcome == "ok"
    assert b"<!DOCTYPE" in CXML
    assert told(tmp_path, CXML).outcome == "ok"


def test_a_document_in_an_envelope_is_found_and_a_set_of_several_is_none(tmp_path: Path) -> None:
    inner = INVOICE.partition(b"?>")[2]
    envelope = b"<SBD><SBDHeader/>" + inner + b"</SBD>"

    assert told(tmp_path, envelope).documents[0].type == "erp.invoice.v1"
    assert code(told(tmp_path, b"<testSet>" + inner + b"</testSet>")) == "standard.unknown"


def test_a_secret_that_a_reader_quotes_stands_in_no_line(tmp_path: Path) -> None:
    line = told(tmp_path, b'{"password": "hunter2hunter2", "password": "hunter2hunter2"')

    assert line.error
    assert "hunter2" not in line.error.text


def test_folders_are_gone_through_in_order(tmp_path: Path) -> None:
    for name in ("b/2.xml", "b/1.xml", "a.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"<a/>")
    (tmp_path / "loop").symlink_to(tmp_path)

    found = [path.relative_to(tmp_path).as_posix() for path in files_in([tmp_path])]

    assert found == ["a.xml", "b/1.xml", "b/2.xml"]


def test_rules_that_are_none_are_told_with_their_file(tmp_path: Path) -> None:
    shutil.copytree(STANDARDS / "cii", tmp_path / "standards" / "cii")
    (tmp_path / "standards" / "cii" / "rules.yaml").write_text("rules:\n  - {maping: invoice.yaml}\n")

    with pytest.raises(Unreadable, match=r"standards/cii/rules\.yaml"):
        Files(tmp_path)
