"""`hub party`: a person sees who a party is and who it hangs together with."""

from __future__ import annotations

from core.kernel.errors import Refused
from core.parties import PartyClassified
from tests.gateway.cli.conftest import Office

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
          phone: phone
          owners:
            each: owners
            fields:
              name: {from: name, required: true}
              uscc: code
              share: {from: share, as: decimal}
"""
ONE, OTHER = "91350100M000100Y43", "91310000MA1FL0000N"


def master(code: str, name: str, owner: str) -> bytes:
    return (
        f'{{"code": "{code}", "name": "{name}", "at": "2026-11-20T08:00:00+08:00", "phone": "0591-1",'
        f' "owners": [{{"name": "x", "code": "{owner}", "share": "0.51"}}]}}'
    ).encode()


def test_a_party_is_shown_with_its_versions_ties_and_standing(office: Office) -> None:
    office.publish(MASTERS)
    office.deliver(master(ONE, "甲", OTHER), "k1")
    office.tell(
        "party.classified.v1",
        PartyClassified(uscc=ONE, standing="blacklisted", reason="fraud", proposer="li", approver="wang"),
    )

    said = office.done("party", "show", ONE.lower())

    assert f"{ONE} 甲, no role: 甲 is blacklisted: fraud" in said
    assert "wms: name, owners, phone, uscc" in said
    assert f"{OTHER} holds {ONE} 51 %" in said
    assert isinstance(office.told("party", "show", OTHER).exception, Refused)


def test_a_group_is_shown_with_who_controls_it_and_who_is_behind_it(office: Office) -> None:
    office.publish(MASTERS)
    office.deliver(master(ONE, "甲", ""), "k1")
    office.deliver(master(OTHER, "乙", ONE), "k2")

    said = office.done("party", "group", OTHER.lower())

    assert "controlled by person:x" in said
    assert f"  {ONE} 甲\n" in said
    assert f"  {OTHER} 乙\n" in said
    assert "behind it: person:x 26.01 % controls" in said
    assert "check sign" in str(office.told("party", "group", OTHER[:-1] + "1").exception)


def test_circles_and_those_who_share_something_are_found(office: Office) -> None:
    office.publish(MASTERS)
    assert "no circle" in office.done("party", "ties")
    office.deliver(master(ONE, "甲", OTHER), "k1")
    office.deliver(master("91310000MA1FL0000N", "乙", ONE), "k2")

    said = office.done("party", "ties")

    assert f"circle of holds: {OTHER} > {ONE}" in said
    assert f"together: {OTHER}, {ONE}" in said
