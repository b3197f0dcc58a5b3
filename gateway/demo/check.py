"""What must be there when the story is told: every message, effect and alert, and the books made anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from adapters.wiring.hub import Hub
from core.collateral.contract import Contract
from core.custody.lot import Lot
from core.hub import failures
from core.hub.alert_book import Alert
from core.hub.documents import Effect, StoredDocument
from core.hub.failures import Failure
from core.hub.rebuild import Rebuild, compare
from gateway.demo.goods import FREE, PLEDGED
from gateway.demo.series import DAYS, GAPS
from gateway.demo.stage import Stage
from gateway.demo.story import CONTRACT, SERIES, SITE
from gateway.demo.visitor import failures_seen, pages_seen

ROWS_MAX = 10_000
MICRO = 1_000_000
# Of what came from outside: type and outcome, and how often. What was seen before is noted and linked.
DOCUMENTS = {
    "price.quote.v1 done": DAYS - len(GAPS) + 1,
    "wms.inbound.v1 done": 4,
    "wms.inbound.v1 seen before": 1,
    "wms.outbound.v1 done": 2,
    "wms.outbound.v1 seen before": 1,
    "wms.pledge_notice.v1 done": 2,
    "wms.pledge_confirm.v1 done": 2,
    "wms.release_order.v1 done": 2,
    "wms.stock_snapshot.v1 done": 1,
    "noted.event.v1 noted": 1,
    "noted.event.v1 seen before": 1,
    "erp.order.v1 done": 6,
    "erp.invoice.v1 done": 5,
}
ALERTS = {
    f"C01 {SITE}/CK-2603/{PLEDGED[1].number} open",
    f"C03 {CONTRACT} open",
    f"C04 {CONTRACT}:CALL open",
    f"C06 {SERIES}/demo-prices closed",
    f"C06 {SERIES}:drop open",
}
LOTS = {
    PLEDGED[0].number: "400 pledged 400 reserved 0",
    PLEDGED[1].number: "440 pledged 440 reserved 0",
    PLEDGED[2].number: "500 pledged 500 reserved 0",
    PLEDGED[3].number: "500 pledged 500 reserved 0",
    PLEDGED[4].number: "500 pledged 500 reserved 0",
    FREE.number: "40 pledged 0 reserved 20",
    "LOT-2607": "12 pledged 0 reserved 0",
    "LOT-2608": "7.5 pledged 0 reserved 0",
}
# What the rooms booked, by room and kind, and how often.
EFFECTS = {
    "custody.lot.in": 11,
    "custody.lot.out": 2,
    "custody.lot.pledge": 5,
    "custody.notice.pledge": 1,
    "custody.release.open": 2,
    "custody.site.approved": 1,
    "custody.snapshot.kept": 1,
    "collateral.call.made": 1,
    "collateral.contract.opened": 1,
    "collateral.exposure.stated": 1,
    "collateral.floor.accept": 1,
    "collateral.floor.noticed": 1,
    "collateral.price.kept": DAYS - len(GAPS) + 1,
    "collateral.series.ruled": 1,
}
STANDING = "CALL value 9128340.00 ltv 81.06 % frozen"


class Finding(NamedTuple):
    """One expectation, and what was found."""

    what: str
    wanted: str
    found: str

    @property
    def holds(self) -> bool:
        return self.wanted == self.found


def findings_before(stage: Stage) -> list[Finding]:
    """What is seen while the failed message is not mended yet."""
    return [Finding(*seen) for seen in failures_seen(stage)]


def findings(stage: Stage) -> Iterator[Finding]:
    """Everything that is expected, in the order of the story."""
    store = stage.hub.store
    counted = _documents(store)
    for name in sorted(DOCUMENTS.keys() | counted.keys()):
        yield Finding(name, str(DOCUMENTS.get(name, 0)), str(counted.get(name, 0)))
    booked = Counter(f"{row.room}.{row.kind}" for row in store.rows(Effect, limit=ROWS_MAX))
    for name in sorted(EFFECTS.keys() | booked.keys()):
        yield Finding(f"effect {name}", str(EFFECTS.get(name, 0)), str(booked.get(name, 0)))
    alerts = {f"{row.code} {row.object} {row.state}" for row in store.rows(Alert, limit=ROWS_MAX)}
    for name in sorted(ALERTS | alerts):
        yield Finding(f"alert {name}", _there(name in ALERTS), _there(name in alerts))
    lots = {row.lot_no: row for row in store.rows(Lot, limit=ROWS_MAX, site=SITE)}
    for number, wanted in LOTS.items():
        yield Finding(f"lot {number}", wanted, _lot(lots.get(number)))
    yield Finding(f"contract {CONTRACT}", STANDING, _standing(store.get(Contract, CONTRACT)))
    yield Finding("failures not mended", "0", str(len(_failing(store))))
    yield from (Finding(*seen) for seen in pages_seen(stage))
    yield Finding("books rebuilt from the store, rows that differ", "0", str(_rebuilt(stage)))


def _documents(store: DatabaseStore) -> Counter[str]:
    """What partners told, by type and outcome."""
    rows = store.rows(StoredDocument, limit=ROWS_MAX)
    outside = [
        row for row in rows if row.cause == -1 and row.type.startswith(("wms.", "erp.", "price.", "noted."))
    ]
    return Counter(f"{row.type} {'seen before' if row.linked else row.outcome}" for row in outside)


def _there(there: bool) -> str:
    return "there" if there else "not there"


def _lot(lot: Lot | None) -> str:
    if lot is None:
        return "unknown"
    on_hand, pledged, reserved = (
        f"{micro / MICRO:g}" for micro in (lot.on_hand_micro, lot.pledged_micro, lot.reserved_micro)
    )
    return f"{on_hand} pledged {pledged} reserved {reserved}"


def _standing(contract: Contract | None) -> str:
    if contract is None:
        return "not open"
    value = f"{contract.value_minor // 100}.{contract.value_minor % 100:02}"
    frozen = " frozen" if contract.frozen_since else ""
    return f"{contract.level} value {value} ltv {contract.ltv_ppm // 100 / 100:.2f} %{frozen}"


def _failing(store: DatabaseStore) -> list[Failure]:
    done = (failures.MENDED, failures.DISMISSED)
    return [row for row in store.rows(Failure, limit=ROWS_MAX) if row.state not in done]


def _rebuilt(stage: Stage) -> int:
    """Every unit of work once more into empty books beside; the rows that are not the same."""
    with _empty_books(stage.home.folder / "rebuilt.db", stage.hub) as target:
        hub = stage.hub
        Rebuild(hub.store, target, hub.normalizer, hub.library, hub.rooms).run()
        different = compare(hub.store, target)
    for one in different[:5]:
        print(f"  {one.table} {one.key} {one.what} {msgspec.json.encode(one.changes).decode()[:300]}")
    return len(different)


class _empty_books:  # noqa: N801
    """A store of its own that is removed after."""

    def __init__(self, path: Path, hub: Hub) -> None:
        self._path, self._hub = path, hub

    def __enter__(self) -> DatabaseStore:
        self._engine = make_engine(f"sqlite:///{self._path}")
        create_schema(self._engine, self._hub.clock.now())
        return DatabaseStore(self._engine, None)

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()
