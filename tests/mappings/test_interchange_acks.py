"""What became of an interchange in every form partners read: 997, 999, CONTRL, UBL, pacs.002, a text file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters import formats
from adapters.formats import reader
from core.hub.mapping import Facts
from core.hub.node import Node
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import values
from tests.programs import ROOT

MAPPINGS = ROOT / "mappings"
FULL = ROOT / "tests" / "core" / "catalogue" / "samples" / "ack.interchange.v1.json"
FACTS = Facts(issuer="acme", facts={"sequence": "12", "moment": "2026-11-23T00:00:05+00:00"})


def ack(**changed: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(FULL.read_text(encoding="utf-8"))
    return {**body, **changed}


def written(name: str, body: dict[str, Any]) -> bytes:
    path = f"standards/{name}.yaml"
    fetch = formats.folder(MAPPINGS)
    return formats.write(formats.load_writing(fetch(path), path, fetch), body, FACTS)


def texts(node: Node, name: str) -> list[str]:
    own = [node.value or ""] if node.name == name else []
    return own + [text for child in node.children for text in texts(child, name)]


def test_a_997_names_the_group_each_message_and_its_faults() -> None:
    tree = reader("x12").read(written("x12/out/997", ack()), {})

    assert values(tree, "ISA/13") == ["000000012"]
    assert values(tree, "ISA/15") == ["T"]
    assert values(tree, "group/GS/01") == ["FA"]
    assert values(tree, "group/message/AK1/01") == ["PO"]
    assert values(tree, "group/message/AK2/02") == ["0001", "0002"]
    assert values(tree, "group/message/AK5/01") == ["A", "R"]
    assert values(tree, "group/message/AK5/02") == ["4"]
    assert [values(tree, f"group/message/AK9/0{n}") for n in (1, 2, 3, 4)] == [["P"], ["2"], ["2"], ["1"]]


def test_a_999_says_the_same_in_its_release() -> None:
    tree = reader("x12").read(written("x12/out/999", ack()), {})

    assert values(tree, "group/message/@type") == ["999"]
    assert values(tree, "group/message/IK5/01") == ["A", "R"]


def test_a_fault_inside_a_message_is_told_with_its_segment() -> None:
    body = ack()
    fault = {"code": "map.required", "segment": "PO1", "position": 6, "element": 2}
    body["groups"][0]["messages"][1]["faults"] = [fault]

    tree = reader("x12").read(written("x12/out/997", body), {})

    assert [values(tree, f"group/message/AK3/0{n}") for n in (1, 2, 4)] == [["PO1"], ["6"], ["8"]]


@pytest.mark.parametrize(("name", "tag"), [("997", "AK3"), ("999", "IK3")])
def test_a_segment_with_two_faults_is_told_once_by_the_first(name: str, tag: str) -> None:
    body = ack()
    body["groups"][0]["messages"][1]["faults"] = [
        {"code": "x12.structure", "segment": "PO1", "position": 6},
        {"code": "map.required", "segment": "PO1", "position": 6, "element": 2},
        {"code": "map.required", "segment": "PO1", "position": 8, "element": 2},
    ]

    tree = reader("x12").read(written(f"x12/out/{name}", body), {})

    assert values(tree, f"group/message/{tag}/02") == ["6", "8"]
    assert values(tree, f"group/message/{tag}/04") == ["2", "8"]


@pytest.mark.parametrize("name", ["997", "999"])
def test_an_interchange_without_messages_is_answered_with_its_own_moment_and_what_was_wrong(
    name: str,
) -> None:
    fault = {"code": "x12.reference", "segment": "IEA", "position": 3}

    tree = reader("x12").read(written(f"x12/out/{name}", ack(groups=[], faults=[fault])), {})

    assert [values(tree, f"TA1/0{n}") for n in (1, 2, 3, 4, 5)] == [
        ["000000007"], ["261123"], ["0745"], ["R"], ["001"],
    ]  # fmt: skip


def test_an_interchange_whose_moment_is_not_known_is_answered_with_ours() -> None:
    tree = reader("x12").read(written("x12/out/997", ack(groups=[], faults=[], prepared="")), {})

    assert [values(tree, f"TA1/0{n}") for n in (2, 3, 5)] == [["261123"], ["0000"], ["024"]]


def test_a_type_that_nobody_reads_is_told_as_that() -> None:
    body = ack()
    body["groups"][0]["messages"][1]["faults"] = [{"code": "map.not_taken@standards/x12/any.yaml:24"}]

    tree = reader("x12").read(written("x12/out/997", body), {})

    assert values(tree, "group/message/AK5/02") == ["1"]


def test_contrl_answers_the_interchange_and_each_message() -> None:
    body = ack(standard="edifact", reference="IC7", syntax="UNOC:3")

    tree = reader("edifact").read(written("edifact/out/contrl", body), {})

    assert values(tree, "message/UCI/01") == ["IC7"]
    assert values(tree, "message/UCI/04") == ["7"]
    assert values(tree, "message/UCM/03") == ["7", "4"]
    assert (values(tree, "UNB/02/1"), values(tree, "UNB/03/1")) == (["SELLER"], ["BUYER"])


@pytest.mark.parametrize("name", ["x12/out/997", "x12/out/999", "edifact/out/contrl"])
def test_an_answer_in_the_words_of_another_standard_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match=r"where: \{standard"):
        written(name, ack(standard="xml"))


def test_ubl_is_answered_by_an_application_response_with_the_counts() -> None:
    tree = reader("xml").read(written("ubl/out/interchange_response", ack()), {})

    assert texts(tree, "ResponseCode") == ["CA", "RE"]
    assert texts(tree, "Description")[0] == "1 of 2 accepted"


def test_iso_20022_is_answered_by_a_status_of_the_group() -> None:
    tree = reader("xml").read(written("iso20022/out/interchange_status", ack()), {})

    assert texts(tree, "GrpSts") == ["PART"]
    assert texts(tree, "OrgnlMsgId") == ["000000007"]
    assert texts(tree, "OrgnlNbOfTxs") == ["2"]


def test_a_file_is_answered_by_a_text_of_one_line_and_one_for_each_fault() -> None:
    lines = written("acks/out/text", ack()).decode().splitlines()

    assert lines[0].split("\t")[:5] == ["partial", "000000007", "2", "1", "1"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["fault", "fault"]
    assert "x12.count" in lines[1]


def test_contrl_answers_each_group_and_says_in_which_element_a_segment_is_wrong() -> None:
    body = ack(standard="edifact", reference="IC7", syntax="UNOC:3", faults=[])
    [group] = body["groups"]
    place = {"segment": "DTM", "position": 3}
    wrong = {
        "type": "ORDERS", "reference": "1", "result": "rejected", "faults": [
            {"code": "edifact.structure", **place}, {"code": "map.required@x.yaml:3", **place, "element": 1}
        ],
    }  # fmt: skip
    one = {**group, "reference": "G1", "sender": "A", "receiver": "B", "received": 1, "accepted": 0}
    taken = {"type": "ORDERS", "reference": "1", "result": "accepted"}
    other = {**one, "reference": "G2", "result": "accepted", "accepted": 1, "messages": [taken]}
    body["groups"] = [{**one, "result": "rejected", "messages": [wrong]}, other]

    text = written("edifact/out/contrl", body).decode()

    assert text.partition("UCF+")[1:][0] + text.partition("UCF+")[2].partition("UNT+")[0] == (
        "UCF+G1+A+B+4'UCM+1+ORDERS+4+15'UCS+3+15'UCS+3'UCD+13+2'UCF+G2+A+B+7'UCM+1+ORDERS+7'"
    )


@pytest.mark.parametrize(
    ("cause", "code"),
    [("structure", "15"), ("envelope", "13"), ("empty", "32"), ("encoding", "21"), ("trailing", "33"),
     ("malformed", "12"), ("too_many", "16"), ("count", "29"), ("reference", "28"), ("duplicate", "26")],
)  # fmt: skip
def test_contrl_names_each_fault_as_the_standard_does(cause: str, code: str) -> None:
    fault = {"code": f"edifact.{cause}", "segment": "UNB", "position": 1}
    body = ack(standard="edifact", reference="IC7", result="rejected", faults=[fault])

    tree = reader("edifact").read(written("edifact/out/contrl", body), {})

    assert (values(tree, "message/UCI/04"), values(tree, "message/UCI/05")) == (["4"], [code])
