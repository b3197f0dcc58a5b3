"""Templates, bands and statements in a hub: they rebuild byte for byte on every store."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from adapters.wiring.parties_data import STANDARD, read_template
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.parties import (
    Band,
    BandsPublished,
    IndustryBands,
    Member,
    MemberAdmitted,
    MemberSuspended,
    PartiesWork,
    PeerBands,
    ProgrammeChanged,
    ProgrammeOpened,
    Statement,
    TemplatePublished,
    TemplateVersion,
    programme_of,
    ratios_of,
)
from gateway.looking import Looking
from tests.core.parties.accounts import CODE, KINDS
from tests.gateway.cli.test_party_figures import STATEMENTS
from tests.hub_world import CONTRACT, START, HubWorld
from tests.rebuild import assert_rebuilds

HOUR = timedelta(hours=1)
ROLES = "roles: {each: roles, item: {from: .}}"
TWO: dict[str, Any] = {"proposer": "li", "approver": "wang", "reason": "contract"}


def tell(world: HubWorld, type_name: str, body: msgspec.Struct) -> None:
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="hub", site="", key=type_name)])
    world.work()


def send(world: HubWorld, kind: str, changed: dict[str, int]) -> None:
    items = [{"code": code, "amount": str(amount)} for code, amount in {**KINDS[kind], **changed}.items()]
    said = {"no": f"{kind} {changed}", "code": CODE, "end": "2025-12-31", "period": "Y", "kind": kind}
    world.deliver(msgspec.json.encode(said | {"items": items}), f"{kind}{changed}")
    world.work()


def test_what_the_house_publishes_holds_for_statements_and_all_of_it_rebuilds(world: HubWorld) -> None:
    world.publish(STATEMENTS, CONTRACT)
    template = TemplatePublished(template=read_template(STANDARD), publisher="li", approver="wang")
    tell(world, "party.template_published.v1", template)
    band = Band(
        ratio="current_ratio", excellent=Decimal("2.5"), good=Decimal(2), average=Decimal(1), low=Decimal(0)
    )
    bands = PeerBands(industry="", year=2025, source="s", bands=(band,))
    tell(world, "party.bands_published.v1", BandsPublished(bands=bands, publisher="li", approver="wang"))
    for kind in KINDS:
        send(world, kind, {})
    send(world, "balance_sheet", {"current_assets": 1})
    send(world, "profit_and_loss", {"income_tax": 100, "net_profit": 700})

    assert [failure.cause for failure in world.failures()] == ["parties.statement.sum"]
    assert len(world.store.rows(TemplateVersion, limit=9)) == 1
    assert len(world.store.rows(IndustryBands, limit=9)) == 1
    assert len(world.store.rows(Statement, limit=9)) == 3
    found = ratios_of(PartiesWork(Looking(world.store)), CODE, date(2026, 1, 1))
    assert (found.value("current_ratio"), found.value("return_on_equity_pct")) == (
        Decimal("1.25"),
        Decimal("17.5"),
    )
    assert_rebuilds(world)


def test_a_programme_and_its_members_rebuild(world: HubWorld) -> None:
    world.publish(STATEMENTS.replace("industry: industry", ROLES), CONTRACT)
    for code in (CODE, "91310000MA1FL0000N"):
        said = {"kind": "party", "code": code, "name": "甲", "at": "2026-01-20T08:00:00+08:00"}
        world.deliver(msgspec.json.encode(said | {"roles": ["core"]}), code)
    world.work()
    opened = ProgrammeOpened(
        programme="P1", core=CODE, name="1+N", currency="CNY", total_minor=1_000, until=START + HOUR, **TWO
    )
    tell(world, "party.programme_opened.v1", opened)
    admitted = MemberAdmitted(
        programme="P1", member="91310000MA1FL0000N", side="supplier", limit_minor=400, **TWO
    )
    tell(world, "party.member_admitted.v1", admitted)
    tell(world, "party.member_admitted.v1", msgspec.structs.replace(admitted, limit_minor=1_001))
    suspended = MemberSuspended(programme="P1", member="91310000MA1FL0000N", **TWO)
    tell(world, "party.member_suspended.v1", suspended)
    changed = ProgrammeChanged(programme="P1", total_minor=400, state="running", until=START + HOUR, **TWO)
    tell(world, "party.programme_changed.v1", changed)

    assert [failure.cause for failure in world.failures()] == ["parties.programme.limit"]
    place = programme_of(PartiesWork(Looking(world.store)), CODE, "91310000MA1FL0000N")
    assert place is not None
    assert (place.total_minor, place.limit_minor) == (400, 400)
    assert "is suspended in P1: contract" in place.closed
    assert_rebuilds(world)


def test_two_members_at_once_do_not_pass_the_total_together(world: HubWorld) -> None:
    codes = ("91310000MA1FL0000N", "91110000100000000R")
    world.publish(STATEMENTS.replace("industry: industry", ROLES), CONTRACT)
    for code in (CODE, *codes):
        said = {"kind": "party", "code": code, "name": "甲", "at": "2026-01-20T08:00:00+08:00"}
        world.deliver(msgspec.json.encode(said | {"roles": ["core"]}), code)
    world.work()
    tell(
        world,
        "party.programme_opened.v1",
        ProgrammeOpened(programme="P1", core=CODE, name="1+N", currency="CNY", total_minor=1_000, **TWO),
    )
    bodies = [
        MemberAdmitted(programme="P1", member=code, side="supplier", limit_minor=600, **TWO) for code in codes
    ]
    with world.store.unit() as unit:
        arriving = [
            internal("party.member_admitted.v1", body, partner="hub", site="", key=body.member)
            for body in bodies
        ]
        store_arrivals(unit, world.blobs, arriving)
    world.work()

    assert [row.limit_minor for row in world.store.rows(Member, limit=9)] == [600]
    assert_rebuilds(world)
