"""Every sample beside a mapping becomes what stands beside it; every field of a mapping is shown by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.wiring.folders import find_folders, read_folder
from adapters.wiring.samples import Desk, Sample, expected_of, not_shown, samples_of, without_words

ROOT = Path(__file__).parents[2] / "mappings"
DESK = Desk(ROOT)
SAMPLES = [sample for mapping in DESK.mappings() for sample in samples_of(mapping)]


def _name(sample: Sample) -> str:
    return sample.file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_a_sample_becomes_what_is_expected_of_it(sample: Sample) -> None:
    expected = expected_of(sample)
    assert expected is not None, f"write {sample.expected}"

    found = DESK.tried(sample.mapping, sample.file)

    assert without_words(found) == without_words(expected)


@pytest.mark.parametrize("mapping", DESK.mappings(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_field_of_a_mapping_is_shown_by_a_sample(mapping: Path) -> None:
    tried = [DESK.tried(mapping, sample.file) for sample in samples_of(mapping)]

    assert not_shown(DESK.mapping(mapping), tried) == []


@pytest.mark.parametrize("folder", find_folders(ROOT), ids=lambda path: path.name)
def test_every_partner_folder_can_be_published(folder: Path) -> None:
    read = read_folder(folder)

    assert read.contract.partner == folder.name
    assert read.mappings


def test_the_ubl_and_the_cii_form_of_an_invoice_are_one_document() -> None:
    standards = ROOT / "standards"
    forms = [
        DESK.tried(
            standards / form / "invoice.yaml", standards / form / "samples" / "invoice" / "invoice.xml"
        )
        for form in ("ubl", "cii")
    ]

    [ubl], [cii] = (form.documents for form in forms)
    assert (ubl.type, ubl.number, ubl.revision) == (cii.type, cii.number, cii.revision)
    for name in ("kind", "payable", "currency", "seller", "totals", "taxes", "payee_account"):
        assert ubl.body[name] == cii.body[name], name


def test_a_sample_that_changes_is_told_apart(tmp_path: Path) -> None:
    sample = next(sample for sample in SAMPLES if sample.file.name == "both_ways_gbk.csv")
    changed = tmp_path / sample.file.name
    changed.write_bytes(sample.file.read_bytes().replace(b"120.500", b"120.501"))
    expected = expected_of(sample)
    assert expected is not None

    assert without_words(DESK.tried(sample.mapping, changed)) != without_words(expected)


def test_one_statement_in_two_versions_is_one_document_but_for_what_the_older_cannot_say() -> None:
    mapping = ROOT / "standards" / "iso20022" / "statements.yaml"
    folder = mapping.parent / "samples" / "statements"
    [newer], [older] = (
        DESK.tried(mapping, folder / name).documents
        for name in ("statement.xml", "statement_second_version.xml")
    )
    said = newer.body["entries"][0]["payments"][0]
    assert {said.pop("uetr"), said.pop("side")} == {"7a562c67-ca16-48ba-b074-65581be6f001", "debit"}
    assert (newer.body.pop("page"), newer.body.pop("last_page")) == ("1", True)
    # The number of the whole world's register of companies came with version 8.
    said["payer"].pop("id"), older.body["entries"][0]["payments"][0]["payer"].pop("id")

    assert (older.number, older.revision, older.body) == (newer.number, newer.revision, newer.body)
