"""Who a document is: issuer, number, and what tells one version of it from the next."""

from __future__ import annotations

from textwrap import dedent

import pytest

from adapters.formats import load_mapping
from core.hub.mapping import Mapping
from tests.core.hub.mapping.given import one, raising


def with_identity(identity: str, more: str = "") -> Mapping:
    text = f"""
        mapping: 1
        reads: {{format: json}}
        documents:
          - type: test.document.v1
            identity: {identity}
            {more}
            body:
              no: n
              version: v
              day: {{from: d, as: date}}
              lots: {{each: l, fields: {{lot_no: lot, qty: {{from: q, as: integer}}}}}}
    """
    return load_mapping(dedent(text).encode(), "acme/in/test.yaml", types=None)


SENT = '{"n": "O1", "v": "3", "d": "2026-11-23", "l": [{"lot": "A", "q": 1}, {"lot": "B", "q": 2}]}'


def test_number_and_revision_are_read_from_the_canonical_body() -> None:
    document = one(with_identity("{number: no, revision: version}"), SENT)

    assert (document.issuer, document.number, document.revision) == ("acme", "O1", "3")


def test_an_as_of_may_stand_in_the_name_of_the_file() -> None:
    document = one(with_identity("{number: no, as of: {fact: name, after: stock_, before: .}}"), SENT)

    assert document.revision == "20261123"


def test_a_source_without_revisions_is_told_apart_by_content() -> None:
    mapping = with_identity("{number: no, content: true}")

    same = one(mapping, SENT.replace(", ", ",\n\t"))
    other = one(mapping, SENT.replace('"q": 2', '"q": 3'))

    assert one(mapping, SENT).revision == same.revision != other.revision
    assert len(same.revision) == 64


def test_equal_snapshots_of_two_days_are_two_documents() -> None:
    mapping = with_identity("{number: no, as of: day}")

    first, second = one(mapping, SENT), one(mapping, SENT.replace("-23", "-24"))

    assert (first.revision, second.revision) == ("2026-11-23", "2026-11-24")


def test_another_issuer_may_be_named() -> None:
    assert one(with_identity("{number: no, content: true, issuer: {from: v}}"), SENT).issuer == "3"


def test_what_is_passed_over_in_an_identity_is_a_remark_on_its_document() -> None:
    leniently = "{first of: [{from: q, as: integer, on error: 'null'}, {value: '1'}]}"
    document = one(with_identity(f"{{number: no, revision: {leniently}}}"), SENT[:-1] + ', "q": "three"}')

    assert document.revision == "1"
    assert [flag.code for flag in document.flags] == ["map.integer@acme/in/test.yaml:6"]


def test_a_document_without_number_is_told_so_however_long_its_keys_are() -> None:
    mapping = with_identity("{number: no, revision: version}", "keys: [version]")

    found = raising(lambda: one(mapping, f'{{"v": "{"x" * 300}"}}'))

    assert found.cause == "map.identity@acme/in/test.yaml:6"


@pytest.mark.parametrize("missing", ['"n": "O1", ', '"v": "3", '])
def test_a_document_that_cannot_be_told_from_another_is_refused(missing: str) -> None:
    mapping = with_identity("{number: no, revision: version}")

    error = raising(lambda: one(mapping, SENT.replace(missing, "")))

    assert error.cause == "map.identity@acme/in/test.yaml:6"


@pytest.mark.parametrize(
    "identity",
    [
        "{number: no}",
        "{revision: version}",
        "{number: no, revision: version, content: true}",
        "{}",
        "no",
        "{number: nothing, content: true}",
        "{number: no, content: false}",
    ],
)
def test_a_mapping_without_a_whole_identity_is_a_fault(identity: str) -> None:
    assert raising(lambda: with_identity(identity)).cause == "mapping.invalid@acme/in/test.yaml"


def test_keys_stream_and_event_time_are_read_from_the_canonical_body() -> None:
    more = "keys: [no, lots.lot_no, lots.qty]\n            stream: lots.lot_no\n            event time: day"

    document = one(with_identity("{number: no, content: true}", more), SENT)

    assert document.keys == ("O1", "A", "B", "1", "2")
    assert (document.stream_key, document.event_time) == ("A", "2026-11-23")
