"""Templates, bands and statements in a hub: they rebuild byte for byte on every store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from adapters.wiring.parties_data import STANDARD, read_template
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.parties import (
    Band,
    BandsPublished,
    IndustryBands,
    PartiesWork,
    PeerBands,
    Statement,
    TemplatePublished,
    TemplateVersion,
    ratios_of,
)
from gateway.looking import Looking
from tests.core.parties.accounts import CODE, KINDS
from tests.gateway.cli.test_party_figures import STATEMENTS
from tests.hub_world import CONTRACT, HubWorld
from tests.rebuild import assert_rebuilds


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
