"""`hub programme`: two people open a programme from a file, and its members come and go."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.hub.failures import Failure
from core.kernel.errors import Refused, Unreadable
from tests.gateway.cli.conftest import Office
from tests.gateway.cli.test_parties import ONE, OTHER

TWO = ("--approver", "wang", "--by", "li")
MASTERS = """
mapping: 1
reads: {format: json}
documents:
  - choose:
      - type: party.master.v1
        identity: {number: uscc, revision: {from: at}}
        body:
          uscc: {from: code, required: true}
          name: {from: name, required: true}
          as_of: {from: at, as: datetime, required: true}
          roles: {each: roles, item: {from: .}}
"""
FILE = f"""
programme: P1
core: {ONE}
name: 闽江 1+N
currency: CNY
total_minor: 100000000
reason: framework contract 7
until: "2030-06-30T00:00:00+08:00"
members:
  - {{member: {OTHER}, side: dealer, limit_minor: 40000000}}
"""


def write(office: Office, text: str = FILE) -> str:
    path = Path(office.home / "programme.yaml")
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def open_office(office: Office) -> Office:
    office.publish(MASTERS)
    for code, role in ((ONE, "core"), (OTHER, "buyer")):
        said = (
            f'{{"code": "{code}", "name": "N{role}", "at": "2026-11-20T08:00:00+08:00", "roles": ["{role}"]}}'
        )
        office.deliver(said.encode(), role)
    return office


def do(office: Office, *words: str) -> None:
    office.done("programme", *words, *TWO)
    office.work()


def test_a_programme_is_opened_with_its_members_and_shown(open_office: Office) -> None:
    office = open_office
    assert "no programme is open" in office.done("programme", "show")
    do(office, "open", write(office))

    assert not office.hub.store.rows(Failure, limit=9)
    assert f"P1 闽江 1+N of {ONE}: running, 1000000.00 CNY, 100 %" in office.done("programme", "show")
    said = office.done("programme", "show", "P1")
    assert f"  {OTHER} dealer: running, 400000.00 CNY: framework contract 7" in said

    do(office, "suspend", "P1", OTHER, "--why", "late")
    assert f"{OTHER} dealer: suspended, 400000.00 CNY: late" in office.done("programme", "show", "P1")
    do(office, "admit", write(office, FILE.replace("40000000", "50000000")))
    assert f"{OTHER} dealer: running, 500000.00 CNY" in office.done("programme", "show", "P1")
    do(office, "dismiss", "P1", OTHER, "--why", "sold")
    assert f"{OTHER} dealer: ended" in office.done("programme", "show", "P1")
    do(office, "change", write(office, FILE + "state: suspended\n"))
    assert "suspended, 1000000.00 CNY" in office.done("programme", "show", "P1")


def test_one_person_alone_and_a_file_that_is_no_programme_are_refused(office: Office) -> None:
    alone = office.told("programme", "open", write(office), "--approver", "li", "--by", "li")
    assert isinstance(alone.exception, Refused)
    wrong = office.told("programme", "open", write(office, FILE + "totl: 1\n"), *TWO)
    assert isinstance(wrong.exception, Unreadable)
    assert "totl" in str(wrong.exception)
    assert "no programme P1" in str(office.told("programme", "show", "P1").exception)
