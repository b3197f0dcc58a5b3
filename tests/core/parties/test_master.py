"""One master: every change is a version, what is older or the same changes nothing, codes are checked."""

from __future__ import annotations

from typing import Any

import pytest

from core.kernel.errors import Refused
from core.parties import (
    Party,
    PartyClassified,
    PartyLink,
    PartyTied,
    PartyVersion,
    blocked,
    master_of,
)
from tests.core.rooms import Rooms, at, ordered, told

CODE = "91350100M000100Y43"
MASTER: dict[str, Any] = {
    "uscc": CODE,
    "name": "闽江钢材",
    "as_of": "2025-06-01T08:00:00+08:00",
    "roles": ["seller"],
    "address": "江滨大道 1号",
    "phone": "0591-1234",
    "accounts": [{"number": "6222 01", "bank_code": "102"}],
    "owners": [{"name": "林某", "share": "0.6", "controls": True}],
}


@pytest.fixture
def rooms() -> Rooms:
    return Rooms("parties")


def tell(rooms: Rooms, **changed: Any) -> None:
    rooms.receive(told("party.master.v1", MASTER | changed))


def classify(rooms: Rooms, **said: Any) -> None:
    body: dict[str, Any] = {
        "uscc": CODE,
        "standing": "blacklisted",
        "reason": "false invoices",
        "proposer": "li",
        "approver": "wang",
    }
    rooms.receive(ordered("party.classified.v1", PartyClassified(**(body | said)), at(1), key=str(said)))


def test_every_change_of_a_party_is_a_version_that_names_what_changed(rooms: Rooms) -> None:
    tell(rooms)
    tell(rooms, as_of="2025-06-02T08:00:00+08:00")
    tell(rooms, as_of="2025-06-03T08:00:00+08:00", name="闽江钢铁", roles=["seller", "core"])

    party = rooms.row(Party, CODE)
    assert (party.version, party.name, party.roles, party.status) == (2, "闽江钢铁", "seller core", "active")
    assert [(row.version, row.changed) for row in rooms.rows(PartyVersion)][1] == (2, "name\nroles")


def test_what_is_older_than_what_is_known_changes_nothing(rooms: Rooms) -> None:
    tell(rooms)
    tell(rooms, as_of="2025-05-31T08:00:00+08:00", name="旧名")

    assert rooms.row(Party, CODE).name == "闽江钢材"
    assert len(rooms.rows(PartyVersion)) == 1


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91350100M000100Y44", "check sign 3"),
        ("9135O100M000100Y43", "O stand in none: 1 and 0 are meant"),
        ("9I350100M000100Y43", "I stand in none"),
        ("91350100M000100Y4", "18 signs"),
    ],
)
def test_a_code_that_is_none_is_refused_and_says_what_may_be_meant(
    rooms: Rooms, code: str, says: str
) -> None:
    """T24."""
    with pytest.raises(Refused, match=says):
        tell(rooms, uscc=code)
    assert rooms.rows(Party) == []


def test_a_code_in_small_letters_is_the_same_party(rooms: Rooms) -> None:
    tell(rooms)
    tell(rooms, uscc=CODE.lower(), as_of="2025-06-03T08:00:00+08:00", name="闽江钢铁")

    assert [(party.uscc, party.name) for party in rooms.rows(Party)] == [(CODE, "闽江钢铁")]


def test_what_a_party_hangs_together_with_follows_its_master(rooms: Rooms) -> None:
    tell(rooms)
    tell(rooms, as_of="2025-06-03T08:00:00+08:00", phone="", owners=[{"name": "林某", "share": "0.4"}])

    found = {(link.kind, link.begin, link.end, link.share_ppm) for link in rooms.rows(PartyLink)}
    assert found == {
        ("account", CODE, "account:102/622201", 0),
        ("address", CODE, "address:江滨大道1号", 0),
        ("holds", "person:林某", CODE, 400_000),
    }


def test_a_blacklisted_party_is_blocked_until_its_end_and_keeps_it_through_changes(rooms: Rooms) -> None:
    tell(rooms)
    classify(rooms, until=at(10))
    tell(rooms, as_of="2025-06-03T08:00:00+08:00", name="闽江钢铁")

    party = rooms.row(Party, CODE)
    assert blocked(party, at(9)) == "闽江钢铁 is blacklisted: false invoices"
    assert blocked(party, at(10)) == ""


def test_a_party_that_is_no_more_is_blocked(rooms: Rooms) -> None:
    tell(rooms, status="revoked")

    assert blocked(rooms.row(Party, CODE), at(1)) == "闽江钢材 is revoked"


def test_a_party_that_is_no_more_stays_so_until_somebody_says_that_it_is_active(rooms: Rooms) -> None:
    """A system that keeps no states tells its new telephone, and it would be lent to again."""
    tell(rooms, status="revoked")

    tell(rooms, as_of="2025-06-02T08:00:00+08:00", phone="0591-9")
    assert blocked(rooms.row(Party, CODE), at(1)) == "闽江钢材 is revoked"

    tell(rooms, as_of="2025-06-03T08:00:00+08:00", phone="0591-9", status="active")
    assert blocked(rooms.row(Party, CODE), at(1)) == ""


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"approver": "li"}, "a second person approves"),
        ({"reason": " "}, "without a reason"),
        ({"uscc": "91310000MA1FL0000N"}, "not in the master"),
        ({"uscc": "91310000MA1FL0000X"}, "check sign N"),
        ({"until": at(1)}, "before it begins"),
    ],
)
def test_a_standing_needs_two_people_a_reason_and_a_party(
    rooms: Rooms, said: dict[str, Any], says: str
) -> None:
    tell(rooms)
    with pytest.raises(Refused, match=says):
        classify(rooms, **said)
    assert rooms.row(Party, CODE).standing == ""


def test_guarantees_and_trades_bind_parties_of_the_master_and_outlive_its_changes(rooms: Rooms) -> None:
    other = "91310000MA1FL0000N"
    tell(rooms)
    tied = PartyTied(begin=CODE.lower(), end=other, kind="guarantees", source="contract G-1")
    with pytest.raises(Refused, match="not in the master"):
        rooms.receive(ordered("party.tied.v1", tied, at(1)))

    tell(rooms, uscc=other, name="乙", accounts=[], owners=[], address="", phone="")
    rooms.receive(ordered("party.tied.v1", tied, at(2)))
    tell(rooms, as_of="2025-06-03T08:00:00+08:00", name="闽江钢铁")

    found = [(link.begin, link.end) for link in rooms.rows(PartyLink) if link.kind == "guarantees"]
    assert found == [(CODE, other)]


def test_an_owner_of_two_kinds_of_shares_holds_their_sum(rooms: Rooms) -> None:
    tell(
        rooms, owners=[{"name": "林某", "share": "0.3"}, {"name": "林某 ", "share": "0.25", "controls": True}]
    )

    found = {(link.kind, link.share_ppm) for link in rooms.rows(PartyLink) if link.begin == "person:林某"}
    assert found == {("holds", 550_000), ("controls", 0)}


def test_owners_hold_no_more_than_the_whole_but_for_their_rounding(rooms: Rooms) -> None:
    third = [{"name": name, "share": "0.3334"} for name in "甲乙丙"]
    tell(rooms, owners=third)
    with pytest.raises(Refused, match=r"hold 110\.0200 % of it, over the whole"):
        tell(rooms, owners=[*third, {"name": "丁", "share": "0.1"}], as_of="2025-06-03T08:00:00+08:00")


def test_namesakes_are_two_where_the_source_tells_them_apart(rooms: Rooms) -> None:
    owners = [{"name": "林某", "share": "0.3", "person_no": number} for number in ("1", "2")]
    tell(rooms, owners=owners, executives=[{"name": "林某", "post": "director", "person_no": "2"}])

    found = {(link.kind, link.begin) for link in rooms.rows(PartyLink) if link.end == CODE}
    assert found == {("holds", "person:林某/1"), ("holds", "person:林某/2"), ("manages", "person:林某/2")}


@pytest.mark.parametrize(
    ("told_of", "says"),
    [
        ({"sites": [{"site": "W1"}]}, "sites are of a warehouse or supervisor; the roles"),
        ({"insurer_kinds": ["credit"]}, "insurer_kinds are of an insurer"),
        (
            {"roles": [], "funding": [{"quota": {"amount": "1", "currency": "CNY"}}]},
            "funding are of a funder; the roles of 91350100M000100Y43 are not said",
        ),
        ({"roles": ["warehouse"], "sites": [{"site": "W1"}, {"site": "W1"}]}, "site W1 of .* stands twice"),
    ],
)
def test_what_is_of_a_role_is_told_of_who_has_it(rooms: Rooms, told_of: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        tell(rooms, **told_of)
    assert rooms.rows(Party) == []


def test_a_profile_is_the_master_as_it_is_known_now(rooms: Rooms) -> None:
    site = {"site": "W1", "capacity": {"value": "20000", "unit": "TNE"}, "insured_until": "2027-06-30"}
    tell(rooms, roles=["warehouse"], sites=[site])

    known = master_of(rooms.row(Party, CODE))

    [kept] = known.sites
    assert (kept.site, str(kept.capacity.value if kept.capacity else ""), str(kept.insured_until)) == (
        "W1",
        "20000",
        "2027-06-30",
    )
    assert known.as_of == rooms.row(Party, CODE).known_at
