"""`hub map try` over every file there is: its verdicts, amounts and counts are those of the answer keys."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from adapters.wiring.recognizing.files import Profile
from adapters.wiring.recognizing.outcomes import Line, in_json
from adapters.wiring.samples import Made
from tests.programs import ROOT

if not (ROOT.parent / "shared" / "corpora").is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
from tests.corpora.trying import (
    CORPORA,
    EDI_DIFFERS,
    FOLDERS,
    ISO,
    OPEN,
    PAGE,
    PASSED,
    TAKEN,
    UBL_OPEN,
    UBL_ROOTS,
    judged,
    key,
    lines,
    page,
    write_table,
)

# The only reasons for which a file may be open; everything else must pass, or be refused as its key says.
REASONS = (
    *UBL_OPEN,
    "ISO 20022 messages that have no canonical form",
    "no mapping for ",
    "tradacoms is not read",
)
# Its net total takes a reversal for money that went: tests/corpora/test_iso20022.py.
ISO_BESIDE = ("FI_camt_054_sample.xml.xml",)


def papers() -> list[tuple[str, dict[str, str], Line]]:
    """Every UBL and CII document that has a canonical form, with its key."""
    rows = [(file, row) for file, row in key("ubl").items() if row["kind"] == "doc"]
    return [(file, row, lines()[file]) for file, row in rows if row["root"] in UBL_ROOTS]


def test_every_file_is_told_in_one_line_of_json_and_no_reading_of_ours_fails() -> None:
    assert len(lines()) > 2_000
    for file, line in lines().items():
        said = msgspec.json.decode(in_json(line))
        assert list(said) == ["file", "outcome", "error", "documents"]
        assert (said["error"] is None) == (line.outcome in TAKEN), file
        if line.error is not None:
            assert line.error.code, file
            assert line.error.text, file
            assert not line.error.code.startswith("normalize.fault"), (file, line.error)


def test_number_currency_lines_and_what_is_to_pay_are_the_keys() -> None:
    found = papers()
    assert len(found) > 150

    for file, row, line in found:
        assert line.outcome in TAKEN, (file, line.error)
        if not line.documents:
            # A catalogue that only deletes or describes quotes no price.
            assert row["root"] == "Catalogue", file
            continue
        [first, *_] = line.documents
        body: dict[str, Any] = first.body
        # A change with a sequence number is named by it and by its order.
        assert row["root"] == "OrderChange" or row["id"] in f"{first.number}|{first.revision}", file
        if first.type == "erp.invoice.v1":
            assert body["invoice_no"] == row["id"], file
            assert len(body["lines"]) == int(row["lines"]), file
            assert not row["currency"] or body["currency"] == row["currency"], file
            assert not row["payable"] or Decimal(body["payable"]) == Decimal(row["payable"]), file


def test_totals_that_do_not_add_up_are_flagged_and_no_others() -> None:
    found = [(file, row, line) for file, row, line in papers() if row["arithmetic"]]
    assert len(found) > 100

    for file, row, line in found:
        assert (line.outcome == "flagged") == (row["arithmetic"] != "ok"), (file, row["arithmetic"])


def test_the_xml_and_the_json_form_of_a_ubl_document_are_one_document() -> None:
    with (CORPORA / "_oracle" / "pairs.csv").open(encoding="utf-8") as opened:
        pairs = [
            row["files"].split("|") for row in csv.DictReader(opened) if row["kind"] == "ubl-xml=ubl-json"
        ]
    read = [group for group in pairs if lines()[group[0]].outcome in TAKEN]
    assert len(read) > 10

    for group in read:
        told = [[_same(made) for made in lines()[file].documents] for file in group]
        assert all(each == told[0] for each in told), group


def _same(made: Made) -> Any:
    """A document without what is only a way of writing: zeros at a number's end."""
    return made.type, made.number, made.revision, _plain(made.body)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    try:
        return Decimal(value).normalize() if isinstance(value, str) else value
    except ArithmeticError:
        return value


def test_captures_are_taken_or_refused_as_their_key_says() -> None:
    table = {
        "taken": [
            file for file, line in lines().items() if file.startswith("epcis/") and line.outcome in TAKEN
        ],
        "invalid": [
            file for file, line in lines().items() if line.error and line.error.code == "epcis.invalid"
        ],
    }

    assert (len(table["taken"]), len(table["invalid"])) == (148, 17)
    for file in table["invalid"]:
        assert lines()[file].error.place, file  # type: ignore[union-attr]


def test_a_bare_doctype_is_read_in_the_lenient_profile_alone() -> None:
    refused = [
        file
        for file, line in lines().items()
        if file.startswith("epcis/") and line.error and line.error.code == "xml.doctype"
    ]
    assert len(refused) == 12

    assert all(lines(Profile.LENIENT)[file].outcome != "refused" for file in refused)


def test_statements_and_payments_that_do_not_add_up_are_flagged() -> None:
    for file, row in key("iso20022").items():
        if row["message"].rpartition("/")[2].startswith(ISO):
            wrong = row["arithmetic"] != "ok" or file.endswith(ISO_BESIDE)
            assert lines()[file].outcome == ("flagged" if wrong else "ok"), (file, row["arithmetic"])


def test_the_verdict_on_an_envelope_is_the_keys() -> None:
    for file, row in key("edi").items():
        if row["kind"] not in ("edifact", "x12", "x12-fragment") or file.endswith(tuple(EDI_DIFFERS)):
            continue
        error = lines()[file].error
        by_envelope = error is not None and error.code.startswith(("edifact.", "x12."))
        assert by_envelope == (row["envelope"] != "ok"), (file, error)


def test_no_doctype_and_no_broken_json_of_the_hostile_ones_passes() -> None:
    for file, line in lines().items():
        if not file.startswith("hostile/"):
            continue
        assert line.outcome not in TAKEN, file
        name = file.rpartition("/")[2]
        if "/test_parsing/n_" in file:
            assert line.error
            assert line.error.code.startswith(("json.", "file.empty", "format.not_read")), (file, line.error)
        elif "/test_parsing/y_" in file:
            assert line.error
            assert line.error.code in ("standard.unknown", "mapping.needed", "json.duplicate_key"), name


def test_the_table_has_no_row_without_a_reason_and_the_page_says_its_sums() -> None:
    write_table()

    open_ = [one for one in judged() if one.verdict == OPEN]
    assert [one for one in open_ if not one.why.startswith(REASONS)] == []
    assert {one.folder for one in judged()} == set(FOLDERS)
    assert sum(one.verdict == PASSED for one in judged()) > 400
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.corpora.trying"
