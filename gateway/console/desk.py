"""What every page is given: the hub, its read side, the people, live events, and how a page is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.wiring.hub import Hub
from core.hub.persons import Person, Session
from core.hub.plans import Plans
from core.hub.rights import Rights
from core.hub.views import Views
from gateway.console import (
    days,
    deal_words,
    facility_words,
    money_words,
    paper_words,
    partner_words,
    texts,
    words,
)
from gateway.console.cause_texts import CauseTexts, cause_texts
from gateway.console.live import Live
from gateway.console.people import People
from gateway.house_rules import HouseRules
from gateway.oidc import OidcProvider

HERE = Path(__file__).parent
NO_RIGHTS = Rights(())


class Nav(NamedTuple):
    """A page's place in the rail: order, path below the console, its name, its icon, its key after `g`.

    action: it stands there for whoever may do this about anybody; whole: only for who may about everybody.
    """

    order: int
    path: str
    name: str
    icon: str
    key: str
    action: str
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Made once, by add_console."""

    hub: Hub
    views: Views
    people: People
    live: Live
    plans: Plans
    pages: tuple[Nav, ...]
    environments: dict[str, Environment]
    rules: HouseRules
    oidc: OidcProvider | None

    def now(self) -> datetime:
        return self.hub.clock.now()

    def lacks_factor(self, session: Session, person: Person) -> bool:
        """Whether this house wants a second factor of them, and they signed in by a password alone."""
        return (
            self.rules.second_factor_required
            and session.factor == "password"
            and person.rights.changes_things
        )


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def environments() -> dict[str, Environment]:
    """One template environment a language; every value is escaped, a missing one is an error."""
    causes = cause_texts()
    return {language: _environment(language, causes) for language in texts.LANGUAGES}


def _environment(language: str, causes: CauseTexts) -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    catalogue = texts.translations(language)
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        size=words.size,
        grouped=words.grouped,
        iso=words.iso,
        quantity=words.quantity,
        percent=words.percent,
        money=words.money,
        day=days.day_text,
        month=days.month_text,
        heading=partial(causes.heading, language=language),
    )
    made.globals.update({**words.TABLES, **partner_words.TABLES, **money_words.TABLES})
    made.globals.update({**deal_words.TABLES, **facility_words.TABLES, **paper_words.TABLES})
    made.globals.update(between=words.between, plain_text=catalogue.gettext)
    return made


def show(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The page or fragment in the reader's language and zone."""
    desk = desk_of(request)
    language = texts.chosen(request.cookies.get(texts.COOKIE, ""), request.headers.get("accept-language", ""))
    environment = desk.environments[language]
    now, zone = desk.now(), words.zone_of(request.cookies.get(words.ZONE_COOKIE, ""))
    text = cast(Callable[[str], str], environment.globals["plain_text"])
    session: Session | None = getattr(request.state, "session", None)
    rights: Rights = getattr(request.state, "rights", NO_RIGHTS)
    # Until the second factor is set up the account alone is open: what would lead back to it is not offered.
    only_account: bool = getattr(request.state, "lacks_factor", False)
    page = environment.get_template(template).render(
        base=request.scope.get("root_path", ""),
        language=language,
        person=session.name if session else "",
        csrf=session.csrf if session else getattr(request.state, "csrf", ""),
        by_oidc=desk.oidc is not None,
        pages=[page for page in desk.pages if _opens(rights, page) and not only_account],
        only_account=only_account,
        may=rights.may,
        may_somewhere=rights.may_somewhere,
        here=request.url.path,
        query=request.url.query,
        now=now,
        zone=zone.key,
        moment=partial(_time, zone=zone, now=now),
        age=partial(words.age, now=now, text=text),
        **context,
    )
    return HTMLResponse(page, status_code=status)


def _opens(rights: Rights, page: Nav) -> bool:
    return rights.may(page.action) if page.whole else rights.may_somewhere(page.action)


def _time(at: datetime | None, *, zone: Any, now: datetime) -> Markup:
    """A moment with its exact UTC time for whoever points at it."""
    if at is None:
        return Markup('<span class="faint">—</span>')
    shown = words.moment(at, zone, now=now)
    return Markup('<time datetime="{0}" title="{0}">{1}</time>').format(words.iso(at), shown)
