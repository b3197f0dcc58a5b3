"""`hub say`: what people of the house decide, from a file; where it takes two, both prove who they are."""

from __future__ import annotations

import time
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import typer

from adapters.wiring import rooms
from adapters.wiring.hub import Hub
from adapters.wiring.word_file import FIRST, SECOND, fields_of, read_word, takes, word_of
from core.hub.audit_desk import Noted, note
from core.hub.bodies import BODIES
from core.hub.documents import Effect
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.records import Record
from core.hub.status import FINAL, Status, status_of
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.loan import Application, Facility, Loan
from gateway.cli.acting import acting, require_right
from gateway.cli.said import By, person
from gateway.console.deal_texts import readable
from gateway.opening import open_hub
from gateway.settings import Settings

# Whoever decides holds this, and may read the room that it is decided in.
DECIDE = "task.act"
SEES = {
    "collateral": "custody.see",
    "custody": "custody.see",
    "ledger": "ledger.see",
    "loan": "loan.see",
    "party": "party.see",
}
# What has no command and no page of its own.
WORDS = (
    *("collateral.agreement_signed.v1", "collateral.category_ruled.v1", "collateral.claim_judged.v1"),
    *("collateral.contract_closed.v1", "collateral.contract_opened.v1", "collateral.delivery_noticed.v1"),
    *("collateral.delivery_told.v1", "collateral.exposure_stated.v1", "collateral.limit_ruled.v1"),
    *("collateral.margin_stated.v1", "collateral.order_confirmed.v1", "collateral.orders_offered.v1"),
    *("collateral.policy_bound.v1", "collateral.price_confirmed.v1", "collateral.reassigned.v1"),
    *("collateral.receipt_released.v1", "collateral.receipts_offered.v1", "collateral.security_opened.v1"),
    *("collateral.series_ruled.v1", "collateral.terms_approved.v1"),
    *("custody.device_ruled.v1", "custody.lot_assessed.v1", "custody.site_reopened.v1"),
    *("custody.site_ruled.v1", "custody.watch_planned.v1"),
    *("ledger.limit_granted.v1", "party.classified.v1", "party.tied.v1"),
    *("loan.acted.v1", "loan.application_acted.v1", "loan.break_explained.v1", "loan.contract_signed.v1"),
    *("loan.draw_acted.v1", "loan.facility_acted.v1", "loan.receipt_acted.v1"),
)
# Acts upon what was seen: whose version counts where the file says none.
ACTS: dict[str, tuple[type[Record], str]] = {
    "loan.acted.v1": (Loan, "loan_no"),
    "loan.application_acted.v1": (Application, "application_no"),
    "loan.draw_acted.v1": (Loan, "loan_no"),
    "loan.facility_acted.v1": (Facility, "facility_no"),
}
# The books' days are China's.
ZONE = ZoneInfo("Asia/Shanghai")
LOOK_S = 0.1
EFFECTS_MAX = 100


def add_to(app: typer.Typer) -> None:
    app.command("say")(say)


def say(
    type_name: Annotated[
        str, typer.Argument(metavar="TYPE", help="what is decided; without it all types are listed")
    ] = "",
    file: Annotated[
        Path | None, typer.Argument(help="its fields as YAML or JSON; without it they are listed")
    ] = None,
    approver: Annotated[str, typer.Option(help="who approves it, where it takes two")] = "",
    by: By = "",
    wait_s: Annotated[
        int, typer.Option("--wait", min=0, max=600, help="seconds to wait for what becomes of it")
    ] = 10,
) -> None:
    """Says what people of the house decide, by a file, and what came of it; 1 where it was refused."""
    # The bodies of all rooms are known once their handlers are.
    rooms.discover()
    if not type_name:
        _list()
        return
    kind = _kind(type_name)
    if file is None:
        _explain(type_name, kind)
        return
    hub, settings = open_hub()
    said = _filled(hub, type_name, kind, read_word(file))
    people = _people(hub, settings, type_name, by, approver)
    body = word_of(kind, said, people)
    place = _tell(hub, type_name, body, Noted(by=person(by), what="decision.said", on=_about(body)))
    raise typer.Exit(_became(hub, place, _currency(hub, type_name, body), wait_s=wait_s))


def _kind(type_name: str) -> type[msgspec.Struct]:
    if type_name not in WORDS:
        raise Refused(f"{type_name} is not said by people here; `hub say` lists what is", cause="say.type")
    return BODIES[type_name]


def _list() -> None:
    for name in sorted(WORDS):
        print(f"{name:34} {_first_line(BODIES[name])}")
    print("`hub say TYPE` lists the fields of one, `hub say TYPE FILE` says it")


def _first_line(kind: type[msgspec.Struct]) -> str:
    return (getdoc(kind) or "").split("\n", 1)[0]


def _explain(type_name: str, kind: type[msgspec.Struct]) -> None:
    print(f"{type_name}: {getdoc(kind)}\n")
    for name, holds, required in fields_of(kind):
        filled = _filled_by(type_name, name)
        print(f"{'' if required and not filled else '# '}{name}: {holds}{filled}")
    second, needed = takes(kind, SECOND)
    print("\nwhat begins with # may be left out; who says it is --by")
    if second:
        print("who approves it is --approver" + ("" if needed else ", where it takes two"))


def _filled_by(type_name: str, name: str) -> str:
    if name == "version" and type_name in ACTS:
        return " (the one that was seen; else what stands now)"
    return " (yyyymmdd; else today in China)" if name == "business_day" else ""


def _filled(hub: Hub, type_name: str, kind: type[msgspec.Struct], said: dict[str, Any]) -> dict[str, Any]:
    """The business day of now and the version that stands, where the file leaves them out."""
    today = day_number(hub.store.now().astimezone(ZONE).date())
    filled = {"business_day": today} if "business_day" in kind.__struct_fields__ else {}
    if type_name in ACTS and "version" not in said:
        record, name = ACTS[type_name]
        row: Any = hub.store.get(record, str(said.get(name, "")))
        if row is None:
            raise Refused(
                f"{name} {said.get(name, '')!s}: there is no such {record.__name__.lower()}",
                cause="say.unknown",
            )
        filled["version"] = row.version
    return {**filled, **said}


def _people(hub: Hub, settings: Settings, type_name: str, by: str, approver: str) -> dict[str, str]:
    """The names that stand in it, each proven where four eyes are on. Refused where two are one."""
    kind = BODIES[type_name]
    (first, _), (second, needed) = takes(kind, FIRST), takes(kind, SECOND)
    name, other = person(by).strip(), approver.strip()
    if needed and not other:
        raise Refused(f"{type_name} takes two people: --approver names the other", cause="four_eyes.missing")
    if other and not second:
        raise Refused(f"{type_name} is one person's word; leave --approver out", cause="say.approver")
    if other == name:
        raise Refused(f"{name} says it; --approver names another person", cause="four_eyes.same")
    said = {}
    for field, who in ((first, name), (second, other)):
        if who:
            require_right(hub, settings, who, SEES[type_name.split(".", 1)[0]])
            said[field] = acting(hub, settings, who, DECIDE)
    return {field: who for field, who in said.items() if field}


def _about(body: msgspec.Struct) -> str:
    """The number, place or code that comes first in it."""
    return str(getattr(body, body.__struct_fields__[0]))


def _tell(hub: Hub, type_name: str, body: msgspec.Struct, noted: Noted) -> tuple[int, int]:
    """Where it stands now: partition and number. That it was said is noted with it or not at all."""
    key = f"{noted.on}/{hub.store.now().isoformat()}"
    with hub.store.unit() as unit:
        arriving = internal(type_name, body, partner="hub", site="", key=key)
        [stored] = store_arrivals(unit, hub.blobs, [arriving])
        change = f"{type_name} as {stored.partition}/{stored.number}"
        note(unit, msgspec.structs.replace(noted, change=change))
    return stored.partition, stored.number


def _currency(hub: Hub, type_name: str, body: msgspec.Struct) -> str:
    """Of what is acted upon, for the amounts of an answer; nothing where it is about none."""
    if type_name not in ACTS:
        return ""
    record, name = ACTS[type_name]
    row: Any = hub.store.get(record, getattr(body, name))
    return str(row.currency) if row is not None else ""


def _became(hub: Hub, place: tuple[int, int], currency: str, *, wait_s: int) -> int:
    """Prints what came of it; 1 where it was not done, 0 else, also where nobody knows yet."""
    partition, number = place
    until = time.monotonic() + wait_s
    status = status_of(hub.store, partition, number)
    while (status is None or status.state not in (*FINAL, "parked")) and time.monotonic() < until:
        time.sleep(LOOK_S)
        status = status_of(hub.store, partition, number)
    if status is None or status.state not in (*FINAL, "parked"):
        print(f"{partition}/{number} waits; `hub explain {partition}/{number}` says what becomes of it")
        return 0
    return _print(hub, status, place, currency)


def _print(hub: Hub, status: Status, place: tuple[int, int], currency: str) -> int:
    print(f"{status.id}: {status.state}")
    for fault in status.faults:
        print(f"  {readable(fault.text, currency)}")
    partition, number = place
    for effect in hub.store.rows(Effect, limit=EFFECTS_MAX, partition=partition, number=number):
        print(f"  {effect.text}")
    return 0 if status.state in ("done", "noted") else 1
