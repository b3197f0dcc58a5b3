"""Tables go out as JDM and come back the same; what is no table of ours is refused by name."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.wiring.risk_data import read_rule_set
from core.kernel.errors import HubError, Refused, Unreadable
from core.risk import Compiled, Decider, Input, Row, Table, document_of, require_sense, tables_in

TABLE = Table(
    name="advance rate",
    inputs=(Input(name="rating", kind="text"), Input(name="age_days"), Input(name="confirmed", kind="truth")),
    outputs=("rate", "why"),
    rows=(
        Row(
            row_id="a",
            when={"rating": "'AAA', 'AA'", "age_days": "<= 30"},
            then={"rate": "0.9", "why": "'x'"},
        ),
        Row(row_id="b", when={"age_days": "(30..90]", "confirmed": "true"}, then={"rate": "0.80"}),
        Row(row_id="c", then={"rate": "0"}, because="the rest"),
    ),
)


def test_a_table_comes_back_as_it_went() -> None:
    assert tables_in(document_of([TABLE], {})) == [TABLE]


def test_thresholds_go_out_as_they_are_that_day() -> None:
    table = replace(TABLE, rows=(Row(row_id="a", when={"age_days": "<= $age"}, then={"rate": "$rate"}),))

    [back] = tables_in(document_of([table], {"age": 30, "rate": Decimal("0.5")}))

    assert (back.rows[0].when, back.rows[0].then) == ({"age_days": "<= 30"}, {"rate": "0.5"})
    assert back.leaves_open


def test_rates_of_a_document_are_exact_to_the_last_digit() -> None:
    long = "0.1234567890123456789012345678901234567"
    [back] = tables_in(document_of([replace(TABLE, rows=(Row(row_id="a", then={"rate": long}),))], {}))

    assert Compiled(back, {}).answer({}).outputs[0]["rate"] == long


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("type",), "functionNode", "advance rate is a functionNode"),
        (("content", "hitPolicy"), "last", "has hit policy last"),
        (("content", "executionMode"), "loop", "has execution mode loop"),
        (("content", "outputPath"), "x", "has an output path"),
        (("content", "inputField"), "x", "has an input field"),
        (("content", "inputs", 0, "field"), None, "a column of whole expressions"),
        (("content", "rules", 0, "i1"), "len(x) > 1", "row a, age_days"),
        (("content", "rules", 0, "o0"), "rate * 2", "row a, rate"),
        (("content", "rules"), [], "takes 1 to"),
        (("content", "rules"), 7, "no JDM document"),
    ],
)
def test_what_is_more_than_a_table_is_refused_by_name(path: tuple[Any, ...], value: Any, says: str) -> None:
    document = json.loads(document_of([TABLE], {}))
    place: Any = next(node for node in document["nodes"] if node["type"] == "decisionTableNode")
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(Unreadable, match=says):
        tables_in(json.dumps(document).encode())


@pytest.mark.parametrize("document", [b"", b"[]", b"{", b'{"nodes":[]}', b"\xff", b'{"nodes":[{}]}'])
def test_what_is_no_document_is_unreadable(document: bytes) -> None:
    with pytest.raises(HubError, match=r"no JDM document|no decision table"):
        tables_in(document)


def test_a_unique_table_that_answers_twice_cannot_be_said_in_jdm() -> None:
    with pytest.raises(Refused, match="answers twice"):
        document_of([replace(TABLE, hit="unique")], {})


def test_documents_beside_a_rule_set_are_its_tables_at_the_stage_of_their_name(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text(
        "variables: [{name: rating, kind: text}, {name: age_days}, {name: confirmed, kind: truth}]\n"
    )
    (tmp_path / "draw.rates.json").write_bytes(document_of([TABLE], {}))

    found = read_rule_set(tmp_path)
    require_sense(found)
    decided = Decider(found).decide("draw", 2025_06_02, {"rating": "B", "age_days": 31, "confirmed": True})

    assert decided.tables["advance rate"].outputs == ({"rate": "0.80", "why": None},)
    (tmp_path / "later.json").write_bytes(b"")
    with pytest.raises(Unreadable, match=r"later\.json: its name begins with no stage"):
        read_rule_set(tmp_path)
    (tmp_path / "later.json").unlink()
    (tmp_path / "draw.rates.json").write_bytes(b'{"nodes": [], "nodes": []}')
    with pytest.raises(Unreadable, match=r"draw\.rates\.json.*twice"):
        read_rule_set(tmp_path)
