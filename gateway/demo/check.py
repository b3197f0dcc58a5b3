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
from core.ledger import Line
from core.loan import Loan, Standing
from gateway.demo.expected import ALERTS, BOUGHT, DOCUMENTS, EFFECTS, LOTS, STANDING
from gateway.demo.factoring import DRAW
from gateway.demo.stage import Stage
from gateway.demo.story import CONTRACT, SITE
from gateway.demo.visitor import failures_seen, pages_seen

ROWS_MAX = 10_000
MICRO = 1_000_000


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
    yield Finding(f"loan {DRAW}", BOUGHT, _bought(store))
    yield Finding("debits less credits in the general ledger, minor units", "0", str(_uneven(store)))
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
    frozen = " frozen" if contract.frozen_since else ""
    value = _yuan(contract.value_minor)
    return f"{contract.level} value {value} ltv {contract.ltv_ppm // 100 / 100:.2f} %{frozen}"


def _bought(store: DatabaseStore) -> str:
    loan, standing = store.get(Loan, DRAW), store.get(Standing, DRAW)
    if loan is None or standing is None:
        return "not drawn"
    return f"{loan.state} open {_yuan(standing.outstanding_minor)} of {_yuan(loan.principal_minor)}"


def _uneven(store: DatabaseStore) -> int:
    lines = store.rows(Line, limit=ROWS_MAX, book="general")
    return sum(line.minor if line.side == "debit" else -line.minor for line in lines)


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


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
