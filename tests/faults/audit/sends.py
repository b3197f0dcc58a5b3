"""What had to leave left: at least once, where that is harmless, and never twice where it is not."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.faults.audit.case import Case
from tests.faults.audit.findings import Finding
from tests.faults.audit.papers import model_of
from tests.faults.audit.tables import Row

BANK_SITE = "WH-SHA-01"
WANTED = {
    "demo-bank/told": {"wms.inbound.v1", "wms.outbound.v1", "wms.pledge_confirm.v1"},
    "demo-bank/asked": {"wms.outbound.v1", "wms.pledge_confirm.v1"},
    "demo-bank/once": {"wms.outbound.v1", "wms.pledge_confirm.v1"},
    "demo-warehouse/orders": {"wms.pledge_notice.v1", "wms.release_order.v1"},
}
NUMBERS = ("inbound_no", "outbound_no", "confirm_no", "notice_no", "order_no")
# What these get once only, whatever happens: `once` is never repeated, the others are asked first.
ONCE = ("demo-bank/once", "demo-bank/asked", "demo-warehouse/orders")
LIVES = "SELECT count(*) AS many FROM hub_incarnation"
STATES = {"sent", "waiting", "in_doubt", "given_up"}


def every_intent_is_there_once(case: Case) -> Iterator[Finding]:
    """For each document that an endpoint wants there is one send."""
    intended: Counter[tuple[str, str, str]] = Counter()
    for row in case.tables.rows("SELECT endpoint, type, body FROM hub_outgoing"):
        if row["type"].startswith("wms."):
            intended[row["endpoint"], row["type"], _name(row["body"])] += 1
    expected = {
        (endpoint, said.type, _numbered(said.number, said.revision, said.type))
        for said in model_of(case).documents.values()
        if said.site == BANK_SITE
        for endpoint, types in WANTED.items()
        if said.type in types
    }
    for key in expected:
        if intended[key] != 1:
            yield Finding(
                "doubled" if intended[key] else "lost", f"send {key} is there {intended[key]} times"
            )
    for key in set(intended) - expected:
        yield Finding("doubled", f"send {key} comes from no paper")


def every_send_has_a_state(case: Case) -> Iterator[Finding]:
    """Confirmed, waiting for a moment that is named, or in doubt with a reason."""
    for row in case.tables.rows("SELECT * FROM hub_outgoing"):
        what = f"send {row['send_id']} to {row['endpoint']}"
        if row["state"] not in STATES or (row["state"] == "waiting" and not row["due_at"]):
            yield Finding("state", f"{what} is {row['state']}")
        if row["state"] in ("in_doubt", "given_up") and not row["text"]:
            yield Finding("state", f"{what} is {row['state']} for no reason")
        if row["state"] == "given_up":
            yield Finding("lost", f"{what} was given up: {row['text']}")


def what_is_called_sent_arrived(case: Case) -> Iterator[Finding]:
    """The partners wrote it down themselves, byte for byte as the attempt says."""
    came = _came(case)
    tries = case.tables.rows("SELECT * FROM hub_attempt ORDER BY send_id, attempt")
    by_send = {row["send_id"]: row for row in tries}
    for row in case.tables.rows("SELECT * FROM hub_outgoing WHERE state = 'sent'"):
        attempt = by_send[row["send_id"]]
        hashes = came[row["endpoint"], _key(row["endpoint"], row["send_id"], attempt["name"])]
        if not hashes:
            yield Finding("lost", f"send {row['send_id']} to {row['endpoint']} is sent, but never arrived")
        elif hashes[-1] != attempt["sha256"] and not _is_of_lost_time(case, row, attempt):
            yield Finding("books", f"send {row['send_id']} to {row['endpoint']} arrived with other bytes")


def _is_of_lost_time(case: Case, row: Row, attempt: Row) -> bool:
    """The one thing that may differ after a restore: the number of a send, and so the hash of its bytes.

    It was sent by a hub whose books were lost, under a number that the restored hub does not know. It must
    then have been found by asking and not be sent again, and its document and body be those that were meant.
    """
    if not attempt["text"].startswith("found by asking") or not case.tables.number(LIVES):
        return False
    bodies = [_envelope(said) for said in case.came]
    return any(
        body.get("document") == row["send_id"] and body.get("body") == json.loads(bytes(row["body"]))
        for body in bodies
    )


def _envelope(said: dict[str, Any]) -> dict[str, Any]:
    text = base64.b64decode(said["body"]) if said["what"] == "file" else said["body"]
    found: dict[str, Any] = json.loads(text)
    return found


def nothing_arrived_twice_that_may_not(case: Case) -> Iterator[Finding]:
    """By the partners' own books; and nothing arrived that nobody meant to send."""
    came = _came(case)
    names = {
        (row["endpoint"], _key(row["endpoint"], row["send_id"], row["name"]))
        for row in case.tables.rows(
            "SELECT o.endpoint, a.send_id, a.name FROM hub_attempt a"
            " JOIN hub_outgoing o ON o.send_id = a.send_id"
        )
    }
    for (endpoint, key), hashes in came.items():
        if (endpoint, key) not in names:
            yield Finding("doubled", f"{endpoint} got {key}, which nobody meant to send")
        if len(hashes) > 1 and endpoint in ONCE:
            yield Finding("doubled", f"{endpoint} got {key} {len(hashes)} times")


def never_was_called_once(case: Case) -> Iterator[Finding]:
    """An endpoint that may never be repeated was not even called a second time, taken or not."""
    calls = Counter(
        said["key"] for said in case.came if said["what"] == "request" and said["endpoint"] == "once"
    )
    for key, many in calls.items():
        if many > 1:
            yield Finding("doubled", f"the endpoint `once` was called {many} times about {key}")


def _came(case: Case) -> dict[tuple[str, str], list[str]]:
    """Hashes of what was taken, by endpoint and key."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for said in case.came:
        if said["what"] == "file":
            content = base64.b64decode(said["body"])
            found["demo-warehouse/orders", _unnumbered(said["name"])].append(
                hashlib.sha256(content).hexdigest()
            )
        elif said["taken"]:
            found[f"demo-bank/{said['endpoint']}", said["key"]].append(said["sha256"])
    return found


def _key(endpoint: str, send_id: str, name: str) -> str:
    """What the partner tells sends apart by: a file by its name, a request by its key."""
    return _unnumbered(name) if endpoint == "demo-warehouse/orders" else send_id


def _unnumbered(name: str) -> str:
    """A file's name without the number of the send: what was sent twice under two numbers is twice there."""
    return name.partition("-")[2]


def _name(body: bytes) -> str:
    said = json.loads(bytes(body))
    number = next(str(said[name]) for name in NUMBERS if said.get(name))
    return _numbered(
        number, str(said.get("version", "1")), "wms.release_order.v1" if "order_no" in said else ""
    )


def _numbered(number: str, revision: str, type_: str) -> str:
    return f"{number}/{revision}" if type_ == "wms.release_order.v1" else number
