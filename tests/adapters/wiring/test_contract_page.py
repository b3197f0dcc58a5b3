"""docs/mappings.md shows a contract that can be published, with every word a contract knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from adapters.wiring.contract_file import read_contract
from core.hub.contract_terms import (
    AnswerTime,
    Calendar,
    Contact,
    Expectation,
    Pgp,
    RejectBudget,
    SpecialDay,
)
from core.hub.contracts import As2Line, Contract, Cut, Drop, Feed, Home, Pull, Rule, Send, Site, SoapDoor

PAGE = (Path(__file__).parents[3] / "docs" / "mappings.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(partner:.*?)```", PAGE, re.DOTALL)
SAID = yaml.safe_load(EXAMPLE)


def test_the_contract_on_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "partner.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")

    assert read_contract(path).feed("slips").silent_after_s == 7200


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        # The hashes of its mappings are written by the hub when it publishes.
        (Contract, {**SAID, "mappings": {}}),
        (Site, SAID["sites"][0]),
        (Feed, SAID["feeds"][0]),
        (Rule, SAID["feeds"][0]["rules"][0]),
        (Send, SAID["sends"][0]),
        (Pull, SAID["pulls"][0]),
        (Cut, SAID["feeds"][0]["cut"]),
        (Drop, SAID["drops"][0]),
        (Home, SAID["home"]),
        (Calendar, SAID["calendar"]),
        (SpecialDay, SAID["calendar"]["days"][0]),
        (Expectation, SAID["feeds"][0]["expect"][0]),
        (RejectBudget, SAID["reject_budget"]),
        (AnswerTime, SAID["answers"][0]),
        (Contact, SAID["contact"]),
        (As2Line, SAID["as2"][0]),
        (Pgp, SAID["pgp"]),
        (SoapDoor, SAID["soap"]),
    ],
)
def test_every_word_of_a_contract_stands_there(kind: type[msgspec.Struct], said: dict[str, Any]) -> None:
    assert said.keys() == {field.name for field in msgspec.structs.fields(kind)}
