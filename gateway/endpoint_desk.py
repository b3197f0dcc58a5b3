"""Endpoints as people see and move them, by page and by command: how each stands, its log, its secret."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from adapters.webhook.endpoint import ADAPTER as WEBHOOK
from adapters.webhook.secrets import read_secrets, rotated
from adapters.wiring.hub import Hub
from core.hub import outbox
from core.hub.audit_desk import Noted, note_alone
from core.hub.breakers import is_open
from core.hub.contracts import Partner, Send
from core.hub.outbox import Breaker, Outgoing
from core.hub.pausing import Paused
from core.hub.trying import intend_test
from core.hub.views import Tried
from core.kernel.errors import Refused

PARTNERS_MAX = 10_000
HOURS_MAX = 24 * 30


class SeenEndpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint of a contract in force; counts: how many of its sends are in which open state.

    state: paused, away (its breaker is open), waiting (something is on its way), or quiet.
    missing: the secret file that its contract names and that is not there: nothing gets out before it is.
    """

    name: str
    partner: str
    send: Send
    address: str
    state: str
    paused: Paused | None
    breaker: Breaker | None
    counts: dict[str, int]
    last: Tried | None
    missing: str = ""


def endpoints_of(hub: Hub, partners: Sequence[str] | None = None) -> list[SeenEndpoint]:
    """All of these partners (None: of every partner), those in trouble first."""
    rows = hub.store.rows(Partner, limit=PARTNERS_MAX)
    counts, now = hub.views.open_sends(), hub.clock.now()
    found = [
        _seen(hub, row.partner, send, counts, now)
        for row in rows
        if partners is None or row.partner in partners
        for send in hub.library.contract(row.contract).sends
    ]
    return sorted(found, key=lambda one: (_TROUBLE.get(one.state, 2), one.name))


def the_endpoint(hub: Hub, name: str) -> SeenEndpoint:
    """`partner/send`. Refused if no contract in force has it."""
    partner, _, wanted = name.partition("/")
    row = hub.store.get(Partner, partner)
    sends = hub.library.contract(row.contract).sends if row is not None else ()
    for send in sends:
        if send.name == wanted:
            return _seen(hub, partner, send, hub.views.open_sends(), hub.clock.now())
    known = ", ".join(f"{partner}/{send.name}" for send in sends) or "none"
    raise Refused(
        f"there is no endpoint {name!r}; of {partner or 'it'} there are {known}", cause="endpoint.unknown"
    )


def try_endpoint(hub: Hub, endpoint: str, by: str) -> Outgoing:
    """One test delivery, now; how it ended. It waits as long as the contract says for an answer."""
    with hub.store.unit() as unit:
        send_id = intend_test(unit, endpoint, by)
    ended = hub.deliverer.try_now(send_id)
    if ended is None:
        raise Refused(f"the test of {endpoint} is gone; try again", cause="endpoint.test_gone")
    return ended


def rotate_secret(hub: Hub, endpoint: str, *, hours: int, by: str) -> tuple[str, str, bool]:
    """(the new secret, shown once; its id; whether there was one before, which signs so many hours more)."""
    seen = the_endpoint(hub, endpoint)
    if seen.send.adapter != WEBHOOK or not seen.send.secret_file:
        raise Refused(
            f"{endpoint} is no webhook with a `secret_file`; there is nothing to rotate",
            cause="endpoint.secret",
        )
    if not 0 <= hours <= HOURS_MAX:
        raise Refused(f"{hours} hours; the one before holds for 0 to {HOURS_MAX}", cause="endpoint.hours")
    path = _secret_path(hub, seen.send)
    known = path.read_bytes() if path.exists() else b""
    at = hub.store.now()
    text, secret = rotated(known, until=at + timedelta(hours=hours), at=at)
    before = read_secrets(known).present.id if known.strip() else "none"
    present = read_secrets(text).present.id
    # Before the file: a secret that nobody answers for must not come to hold.
    change = f"secret {before} -> {present}"
    note_alone(hub.store, Noted(by=by, what="endpoint.secret_rotated", on=endpoint, change=change))
    _write(path, text)
    return secret, present, bool(known.strip())


def _secret_path(hub: Hub, send: Send) -> Path:
    return hub.home / "secrets" / Path(send.secret_file).name


def _write(path: Path, text: bytes) -> None:
    """Whole or not at all, and for nobody else."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _seen(
    hub: Hub, partner: str, send: Send, counts: dict[str, dict[str, int]], now: datetime
) -> SeenEndpoint:
    name = f"{partner}/{send.name}"
    paused, breaker = hub.store.get(Paused, name), hub.store.get(Breaker, name)
    mine = counts.get(name, {})
    state = "waiting" if mine.get(outbox.WAITING) else "quiet"
    if is_open(breaker, now):
        state = "away"
    if paused is not None:
        state = "paused"
    last = hub.views.tries(name, before=None, limit=1)
    return SeenEndpoint(
        name=name,
        partner=partner,
        send=send,
        address=_shown(send.address),
        state=state,
        paused=paused,
        breaker=breaker,
        counts=mine,
        last=last[0] if last else None,
        missing=send.secret_file if send.secret_file and not _secret_path(hub, send).exists() else "",
    )


def _shown(address: str) -> str:
    """Without its query, in which a partner may have put a token."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.partition("?")[0]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


_TROUBLE = {"away": 0, "paused": 1}
