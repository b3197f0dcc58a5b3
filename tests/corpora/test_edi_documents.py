"""Every message of the types that ship becomes a document; what does not is named here with its reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.formats import folder, load_mapping, understand
from core import catalogue
from core.hub.mapping import Facts, Mapping
from core.kernel.errors import Unreadable
from tests.programs import ROOT

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
KEY = CORPORA / "_oracle" / "edi.csv"
if not KEY.is_file():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
FIGURES = ROOT / "test-output" / "edi-documents.txt"
FORMATS = {"edifact": "edifact", "x12": "x12", "x12-fragment": "x12"}
FACTS = Facts(issuer="them", source="edi", site="W1", zone="UTC", name="x")
UNKNOWN_TYPE = "no mapping here reads"
# Words of a refusal, and why it is right.
EXPLAINED = {
    "'NLG' is no ISO 4217 currency": "the guilder is no currency any more",
    "of a message before it; number them apart": "strict, until a profile lets it pass",
    "'30-06-2008'": "a date whose format code the standard does not have",
    "currency is missing": "an invoice says no currency anywhere; a partner's mapping may give one",
}


class Found(NamedTuple):
    """What became of one file: documents by type, and what was refused of types that are known."""

    documents: Counter[str]
    refused: list[str]
    unknown: int


def good() -> Iterator[tuple[str, str]]:
    with KEY.open(newline="") as key:
        for row in csv.DictReader(key):
            if row["kind"] in FORMATS and row["envelope"] == "ok":
                yield row["file"], FORMATS[row["kind"]]


@cache
def mapping(standard: str) -> Mapping:
    path = f"standards/{standard}/any.yaml"
    fetch = folder(ROOT / "mappings")
    return load_mapping(fetch(path), path, fetch)


@cache
def found(file: str, standard: str) -> Found:
    reading = understand(mapping(standard), (CORPORA / file).read_bytes(), FACTS)
    texts = [one.text for one in reading.problems if one.kind != "flag"]
    made = Counter[str]()
    for document in reading.documents:
        try:
            catalogue.read(document.type, document.body)
            made[document.type] += 1
        except Unreadable as error:
            texts.append(error.text)
    known = [text for text in texts if UNKNOWN_TYPE not in text]
    return Found(made, known, len(texts) - len(known))


ALL = list(good())


@pytest.mark.parametrize(("file", "standard"), ALL, ids=lambda value: value[-50:])
def test_a_good_interchange_becomes_documents_or_says_why_not(file: str, standard: str) -> None:
    for text in found(file, standard).refused:
        assert any(words in text for words in EXPLAINED), text


def test_every_reason_still_holds_and_no_other_is_open() -> None:
    texts = [text for file, standard in ALL for text in found(file, standard).refused]

    for words in EXPLAINED:
        assert any(words in text for text in texts), words


def test_the_table_of_what_became_of_them_is_written() -> None:
    table = Counter[tuple[str, str]]()
    for file, standard in ALL:
        one = found(file, standard)
        for kind, count in one.documents.items():
            table[standard, kind] += count
        table[standard, "refused for a reason"] += len(one.refused)
        table[standard, "of a type that is not read"] += one.unknown
    FIGURES.parent.mkdir(exist_ok=True)
    lines = [f"{name:8} {what:28} {count:5}\n" for (name, what), count in sorted(table.items())]
    FIGURES.write_text("".join(lines))

    assert table["edifact", "erp.order.v1"] > 50
    assert table["x12", "erp.invoice.v1"] > 10
