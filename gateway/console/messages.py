"""Messages: one box for every id and business key, filters in the address, pages without end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from core import catalogue
from core.hub.bodies import BODIES
from core.hub.concealing import row_without_values
from core.hub.contracts import Partner
from core.hub.views import STATES, Wanted
from gateway.console import words
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.elsewhere import elsewhere
from gateway.console.guard import Visitor, needs
from gateway.console.texts import N_
from gateway.cursors import cursor_of, text_of

router = APIRouter()
NAV = Nav(2, "/messages", N_("Messages"), "list", "m", "message.list")
ROWS = 50
PARTNERS_MAX = 500
FILTER_STATES = ("failing", *STATES)
FILTERS = ("q", "partner", "source", "type", "state", "since", "until", "own")
Short = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs("message.list")]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The filters as the address has them."""

    q: str = ""
    partner: str = ""
    source: str = ""
    type: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    own: str = ""

    def wanted(self, zone: ZoneInfo) -> Wanted:
        return Wanted(
            text=self.q.strip(),
            partner=self.partner,
            source=self.source,
            type=self.type,
            state=self.state if self.state in FILTER_STATES else "",
            since=_moment(self.since, zone),
            until=_moment(self.until, zone),
            own=bool(self.own),
        )

    def address(self, **more: str) -> str:
        """The same filters as a query."""
        said = {name: value for name, value in msgspec.structs.asdict(self).items() if value}
        return urlencode(said | {name: value for name, value in more.items() if value})


@router.get("/messages")
def messages(request: Request, who: Seeing, before: Short = "") -> Response:
    """The page, or only its rows when the page asks for them anew."""
    desk = desk_of(request)
    asked = Asked(**{name: request.query_params.get(name, "")[:200] for name in FILTERS})
    zone = words.zone_of(request.cookies.get(words.ZONE_COOKIE, ""))
    found = who.views.messages(asked.wanted(zone), before=cursor_of(before), limit=ROWS)
    rows = tuple(row if who.sees_body_of(row.partner) else row_without_values(row) for row in found.rows)
    found = msgspec.structs.replace(found, rows=rows)
    one = found.rows[0] if len(found.rows) == 1 and asked.q and not found.prefix else None
    if one is not None and _names_exactly(asked.q, one.partition, one.number):
        return RedirectResponse(
            f"{request.scope.get('root_path', '')}/messages/{one.partition}/{one.number}", status_code=303
        )
    context: dict[str, Any] = {"asked": asked, "page": found, "first": not before}
    context["older"] = asked.address(before=text_of(found.before)) if found.before else ""
    if request.headers.get("hx-request"):
        return show(request, "messages_rows.html", **context)
    hits = elsewhere(desk, who, asked.q)
    return show(
        request, "messages.html", filter_states=FILTER_STATES, hits=hits, **context, **_choices(desk, who)
    )


def _choices(desk: Desk, who: Visitor) -> dict[str, Any]:
    """What the filters offer: partners, their sources by the contract in force, and every type known."""
    known = desk.hub.store.rows(Partner, limit=PARTNERS_MAX)
    partners = [one for one in known if who.scope.holds(one.partner)]
    feeds = [feed.source for one in partners for feed in desk.hub.library.contract(one.contract).feeds]
    return {
        "partners": [one.partner for one in partners],
        "sources": sorted(set(feeds)),
        "types": sorted({*catalogue.TYPES, *BODIES}),
    }


def _names_exactly(text: str, partition: int, number: int) -> bool:
    """Whether the text is this message's own place, so that there is nothing to choose."""
    return text.strip() in (f"{partition}/{number}", f"{partition}/{number}/0")


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """What a date-time field says, in the reader's zone; nothing if it is none."""
    try:
        at = datetime.fromisoformat(text) if text else None
        return at.replace(tzinfo=at.tzinfo or zone).astimezone(UTC) if at else None
    except (ValueError, OverflowError):
        return None
