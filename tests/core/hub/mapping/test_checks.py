"""Control totals: what does not add up is refused, or taken and flagged with both figures."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from core.hub.mapping import Reading
from tests.core.hub.mapping.given import mapping_of, raising, read

LINES = '[{"q": "2.5", "p": 2, "lot": "A"}, {"q": "4", "p": 3, "lot": "B"}]'
SENT = '{"rows": 2, "total": "6.50", "hash": "%s", "l": ' + LINES + "}"


def checked(check: str, payload: str = SENT) -> Reading:
    return read(mapping_of("x: {value: y}", rule=f"check:\n  - {check}"), payload)


@pytest.mark.parametrize(
    "check",
    [
        """{count: l, equals: number('rows')}""",
        """{count: l, equals: rows}""",
        """{sum: l/q, equals: total}""",
        """{sum: l, of: q * p, equals: "17"}""",
        """{sum: l/q, equals: "6.51", tolerance: "0.01"}""",
        """{that: "total > 6"}""",
        """{that: "total > 600", when: "rows == 3"}""",
    ],
)
def test_what_adds_up_is_taken_without_a_flag(check: str) -> None:
    assert checked(check).documents[0].flags == ()


@pytest.mark.parametrize(
    ("check", "found", "expected"),
    [
        ("{count: l, equals: rows + 1, else: flag}", "2", "3"),
        ("{sum: l/q, equals: '6.51', else: flag}", "6.5", "6.51"),
        ("{sum: l/q, equals: missing, else: flag}", "6.5", ""),
        ("{that: rows == 3, else: flag}", "", ""),
    ],
)
def test_what_does_not_add_up_is_flagged_with_both_figures(check: str, found: str, expected: str) -> None:
    [flag] = checked(check).documents[0].flags

    assert (flag.code, flag.kind) == ("map.check@acme/in/test.yaml:7", "flag")
    assert (flag.found, flag.expected) == (found, expected)


def test_what_does_not_add_up_is_refused_where_nothing_else_is_said() -> None:
    error = raising(lambda: checked("{sum: l/q, equals: '7', says: the lines add up to the total}"))

    assert error.cause == "map.check@acme/in/test.yaml:7"
    assert error.text.startswith("the lines add up to the total: found 6.5, expected 7")


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_a_hash_over_values_must_hold(algorithm: str) -> None:
    check = f"{{hash: l/lot, equals: hash, algorithm: {algorithm}}}"
    right: Any = hashlib.new(algorithm, b"A\nB\n").hexdigest().upper()

    assert checked(check, SENT % right).documents
    assert raising(lambda: checked(check, SENT % "00")).cause.startswith("map.check@")


def test_the_whole_input_has_totals_of_its_own() -> None:
    more = """
        check:
          - {count: row, equals: "number('row[last]/qty') + 1", else: flag, says: rows of the file}
    """
    mapping = mapping_of("x: lot", reads="{format: csv}", rule="split: row\nwhere: kind != 'T'", more=more)

    good = read(mapping, "kind,lot,qty\nL,A,1\nT,,1\n")
    bad = read(mapping, "kind,lot,qty\nL,A,1\nT,,2\n")

    assert good.problems == ()
    [problem] = bad.problems
    assert (problem.found, problem.expected, problem.kind) == ("2", "3", "flag")


def test_a_total_that_is_no_number_is_refused() -> None:
    assert raising(lambda: checked("{sum: l/lot, equals: total, else: flag}")).cause.startswith(
        "map.decimal@"
    )
