"""The partners of the demo as programs: a warehouse that drops files, an ERP, a bank, and a price source."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec

from core.kernel.errors import Unavailable

SHANGHAI = timezone(timedelta(hours=8))
TIMEOUT_S = 60.0
SLIP = ("类型", "单号", "版本", "时间", "提货单", "车牌", "批次", "货号", "品名", "规格", "数量", "单位")
STOCK = ("批次", "货号", "品名", "库位", "数量", "单位", "质押")
_TABLES = """
CREATE TABLE IF NOT EXISTS orders (order_no TEXT PRIMARY KEY, version INTEGER, status TEXT, buyer TEXT,
  buyer_name TEXT, sku TEXT, tonnes TEXT, unit_price TEXT, amount TEXT, currency TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS invoices (invoice_no TEXT PRIMARY KEY, version INTEGER, order_no TEXT, buyer TEXT,
  buyer_name TEXT, net TEXT, vat_rate TEXT, vat TEXT, gross TEXT, currency TEXT, updated_at TEXT);
"""


class Sent(NamedTuple):
    """A document that a partner handed over: by this name, for the so-manieth time."""

    partner: str
    source: str
    name: str
    times: int = 1


class Warehouse:
    """Drops files into the folders that its agent watches, each finished when it gets its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def slips(self, name: str, rows: Sequence[Mapping[str, str]], encoding: str = "gb18030") -> Sent:
        return self._drop("slips", name, _csv(SLIP, rows).encode(encoding))

    def stock(self, name: str, rows: Sequence[Mapping[str, str]]) -> Sent:
        """A snapshot, whose last line counts those above it."""
        last = {"批次": f"合计:{len(rows)}"}
        return self._drop("snapshots", name, _csv(STOCK, [*rows, last]).encode("utf-8-sig"))

    def events(self, name: str, events: Sequence[Mapping[str, Any]], *, pretty: bool = False) -> Sent:
        """An EPCIS capture."""
        capture = msgspec.json.encode(
            {
                "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
                "type": "EPCISDocument",
                "schemaVersion": "2.0",
                "creationDate": utc_text(datetime.now(UTC)),
                "epcisBody": {"eventList": events},
            }
        )
        return self._drop("events", name, msgspec.json.format(capture, indent=2) if pretty else capture)

    def answer(self, name: str, said: Mapping[str, Any]) -> Sent:
        return self._drop("answers", name, msgspec.json.encode(said))

    def _drop(self, source: str, name: str, payload: bytes) -> Sent:
        part = self._folder / source / f"{name}.part"
        part.write_bytes(payload)
        part.rename(part.with_name(name))
        return Sent("demo-warehouse", source, name)


class Erp:
    """The trader's ERP: a database that knows nothing of us."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as database:
            database.executescript(_TABLES)

    def put(self, table: str, row: Mapping[str, object]) -> Sent:
        """Writes or overwrites a row; its first column is its key."""
        said = {**row, "updated_at": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"}
        names = ", ".join(said)
        marks = ", ".join("?" for _ in said)
        with self._open() as database:
            query = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
            database.execute(query, tuple(said.values()))
        return Sent("demo-steel", table, str(next(iter(row.values()))), int(str(row["version"])))

    def count(self, table: str) -> int:
        with self._open() as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=TIMEOUT_S)
        database.execute("PRAGMA journal_mode=WAL")
        return database


class Machine:
    """A partner's own program at the hub's REST door."""

    def __init__(self, url: str, partner: str, token: str) -> None:
        self._url, self._partner, self._token = url, partner, token

    def hand_in(self, source: str, site: str, name: str, said: Mapping[str, Any]) -> Sent:
        """Sends one document; the name is its idempotency key too."""
        answer = httpx.post(
            f"{self._url}/v1/messages",
            params={"source": source, "site": site, "name": name},
            headers={
                "Authorization": f"Bearer {self._token}",
                "Idempotency-Key": name,
                "Content-Type": "application/json",
            },
            content=msgspec.json.encode(said),
            timeout=TIMEOUT_S,
        )
        # The address of the message says that it was kept; a worker may even have handled it by now.
        if "location" not in answer.headers:
            raise Unavailable(
                f"{self._partner} sent {name} and got {answer.status_code}: {answer.text[:300]}"
            )
        return Sent(self._partner, source, name)


class PriceSource:
    """Pushes quotes to the price agent's own door on this machine."""

    def __init__(self, port: int) -> None:
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_S)

    def quote(self, quote_no: str, said: Mapping[str, Any]) -> Sent:
        headers = {"Idempotency-Key": quote_no, "Document-Name": quote_no, "Content-Type": "application/json"}
        body = msgspec.json.encode({"id": quote_no, **said})
        answer = self._http.post("/push/quotes", headers=headers, content=body)
        if answer.status_code != 202:
            raise Unavailable(f"the price agent answered {answer.status_code}: {answer.text[:300]}")
        return Sent("demo-prices", "quotes", quote_no)


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local_text(moment: datetime) -> str:
    """As the warehouse's WMS writes it: local, to the second."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
