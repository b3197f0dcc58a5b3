"""From a row in a warehouse's table, or a file in its folder, to the alarm: polled every 5 and 15 s."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import msgspec

from adapters.wiring.folders import read_folder
from bench.goods import PARTNER, SITE, SOURCE, confirmation, event, pledged_lots, stock, watched
from bench.house import CALL_S, House, enrol, heard, house, listens
from bench.rows import at_most
from bench.stations import at_share
from core.hub.alert_book import Alert
from tests.servers.ports import free_port

ROUNDS, DROPS, LINES = 20, 3, 20_000
TABLE_S, DROP_S = 5.0, 15.0
TABLE_P95_MS, DROP_MAX_MS = 8_000, 60_000
LOOK_S, APPEAR_S = 0.05, 90.0
CHINA = timezone(timedelta(hours=8))
FEEDS = """
  - {source: moves, rules: [{mapping: in/moves.yaml}]}
  - {source: drop, rules: [{mapping: in/drop.yaml}]}
"""
MOVES = """
mapping: 1
reads: {format: json}
documents:
  - type: wms.outbound.v1
    identity: {number: outbound_no, revision: {value: "1"}}
    body:
      outbound_no: {from: no, required: true}
      event_time: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      lots:
        each: .
        fields:
          lot_no: {from: lot, required: true}
          quantity: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""
DROP = """
mapping: 1
reads: {format: csv}
documents:
  - type: wms.stock_snapshot.v1
    identity: {number: snapshot_no, as of: {fact: name, after: stock_, before: "."}}
    event time: as_of
    body:
      snapshot_no: {expr: "fact('name')"}
      as_of: {fact: name, after: stock_, before: ".", as: datetime, format: "YYYYMMDDTHHmmss", required: true}
      warehouse: {fact: site}
      lines:
        each: row
        fields:
          lot_no: {from: lot, required: true}
          on_hand: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}."""
    with house("embedded") as made:
        table, folder = _agent(made)
        rows = [_poll(made, table, number) for number in range(ROUNDS)]
        files = [_drop(made, folder, lot) for lot in pledged_lots()[:DROPS]]
    shares = ", ".join(f"p{share} {at_share(rows, share / 100):.0f} ms" for share in (50, 95, 99))
    print(f"  a table every {TABLE_S:.0f} s, {ROUNDS} rows: {shares}")
    print(f"  a file of {LINES} lots every {DROP_S:.0f} s: {', '.join(f'{took:.0f}' for took in files)} ms")
    return [
        at_most("polled: row in a table to alert, p95", at_share(rows, 0.95), TABLE_P95_MS, "ms"),
        at_most("polled: 20,000 lots in a file to alert, worst", max(files), DROP_MAX_MS, "ms"),
    ]


def _agent(made: House) -> tuple[Path, Path]:
    """An agent with a push source, a table and a folder; the goods, and what is pledged of them."""
    _publish(made)
    port, table, drop = free_port(), made.home.folder / "wms.db", made.home.folder / "drop"
    drop.mkdir()
    with sqlite3.connect(table) as wms:
        wms.execute("CREATE TABLE moves (id INTEGER PRIMARY KEY, no TEXT, lot TEXT, qty TEXT, at TEXT)")
    enrol(made, _sources(port, table, drop))
    made.family.start("agent", ["front_end_agent", "--home", str(made.agent), "run"])
    made.wait(lambda: listens(port), "the push source")
    made.wait(lambda: heard(made), "the first heartbeat")
    many = event("in", "RK-MANY", *((f"M-{number}", "10") for number in range(LINES)))
    for name, body in (("stock", stock()), ("many", many), ("confirmation", confirmation())):
        url, headers = f"http://127.0.0.1:{port}/push/{SOURCE}", {"Document-Name": name}
        httpx.post(url, content=body, headers=headers, timeout=CALL_S, trust_env=False).raise_for_status()
        made.wait(partial(made.has, name), name)
    made.wait(made.idle, "the goods")
    for said in watched(made.hub.clock.now()):
        made.tell(*said)
    made.wait(made.idle, "the pledge under watch")
    return table, drop


def _publish(made: House) -> None:
    """The bench's partner with a table and a folder beside its devices."""
    folder = made.home.settings.mappings / PARTNER
    contract = folder / "partner.yaml"
    text, _, _ = contract.read_text("utf-8").partition("feeds:")
    scale = f"  - {{source: {SOURCE}, rules: [{{mapping: in/events.yaml}}]}}"
    contract.write_text(f"{text.rstrip()}\nfeeds:\n{scale}{FEEDS}", "utf-8")
    (folder / "in" / "moves.yaml").write_text(MOVES, "utf-8")
    (folder / "in" / "drop.yaml").write_text(DROP, "utf-8")
    made.hub.publish(read_folder(folder))


def _sources(port: int, table: Path, drop: Path) -> str:
    query = "SELECT id, no, lot, qty, at FROM moves WHERE id >= :watermark"
    return (
        f'[[source]]\nkind = "push"\nname = "{SOURCE}"\nsite = "{SITE}"\nport = {port}\n'
        f'[[source]]\nkind = "database"\nname = "moves"\nsite = "{SITE}"\n'
        f'url = "sqlite:///{table}"\n'
        f'query = "{query}"\nwatermark_column = "id"\nwatermark_type = "integer"\nkey = ["id"]\noverlap = 0\n'
        f"every_s = {TABLE_S}\n"
        f'[[source]]\nkind = "folder"\nname = "drop"\nsite = "{SITE}"\npath = "{drop}"\n'
        'patterns = ["*.csv"]\n'
        f'finished = "rename"\nafter = "leave"\nevery_s = {DROP_S}\n'
    )


def _poll(made: House, table: Path, number: int) -> float:
    """A pledged lot leaves without leave at any moment of the poll; milliseconds until it is alarmed."""
    time.sleep(random.Random(number).uniform(0, TABLE_S))
    lot = pledged_lots()[-1]
    began = time.perf_counter()
    with sqlite3.connect(table) as wms:
        wms.execute(
            "INSERT INTO moves (no, lot, qty, at) VALUES (?, ?, '1', ?)",
            (f"CK-{number}", lot, datetime.now(UTC).isoformat()),
        )
    return _until(made, ("C01", f"{SITE}/CK-{number}/{lot}"), began)


def _drop(made: House, folder: Path, short: str) -> float:
    """A snapshot of all lots, in which one that is pledged is short."""
    made.wait(made.idle, "what was there before")
    pledged = [f"{lot},{'4000' if lot == short else '5000'}" for lot in pledged_lots()]
    lines = ["lot,qty", *pledged, *(f"M-{number},10" for number in range(LINES))]
    # The site writes its own time, which its contract says is China's.
    name = f"stock_{datetime.now(CHINA):%Y%m%dT%H%M%S}.csv"
    part = folder / f".{name}"
    part.write_text("\n".join(lines), "utf-8")
    began = time.perf_counter()
    part.rename(folder / name)
    return _until(made, ("C02", f"{SITE}/{short}"), began)


def _until(made: House, key: tuple[str, str], began: float) -> float:
    code, object_ = key
    for _ in _tries(made):
        if made.hub.store.rows(Alert, limit=9, code=code, object=object_):
            return (time.perf_counter() - began) * 1000
    raise TimeoutError(f"no alert {code} of {object_} in {APPEAR_S:.0f} s\n{made.family.last_words()}")


def _tries(made: House) -> Iterator[None]:
    until = time.monotonic() + APPEAR_S
    while time.monotonic() < until:
        made.family.check()
        yield
        time.sleep(LOOK_S)


if __name__ == "__main__":
    for row in measure():
        print(msgspec.json.encode(row).decode())
