"""A hub with a busy day behind it, and a person for every role, for tests that try every route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from adapters.wiring.folders import read_folder
from adapters.wiring.onboarding.drafts import Drafts, Start
from core.hub.alert_book import OPEN as OPEN_ALERT
from core.hub.alert_book import Alert
from core.hub.failures import Failure
from core.hub.plan_records import Selection
from core.hub.publications import propose
from core.hub.rights import Grant
from gateway.console.people import People
from gateway.console.people_acts import Administration
from gateway.console.sealing import Seal
from gateway.rest.app import make_app
from tests.gateway.console.conftest import QUICK
from tests.gateway.console.deal_seed import a_bare_deal
from tests.gateway.console.facility_seed import bare_deal
from tests.gateway.console.money_seed import DECISION, a_house_at_work
from tests.gateway.console.seed import CONTRACT, PARTNERS, SITE, World, row
from tests.gateway.console.stories import a_busy_day
from tests.gateway.routes import Known

# A quantity that stands in one message of donghai alone, and nowhere in the pages.
MARKED = "987.654321"


class House:
    """A hub with a busy day behind it, with a person for every role, here and at another partner."""

    def __init__(self, home: Path) -> None:
        self.world = World(home)
        a_busy_day(self.world)
        a_house_at_work(self.world)
        a_bare_deal(self.world, "DEAL-1")
        bare_deal(self.world)
        self.marked = self.world.slips("marked.csv", row("出库", "CK-M", "DH-L1", f"{MARKED}x"))
        self.world.work()
        self.app = make_app(self.world.hub)
        self.console: FastAPI = self.app.state.console
        desk = self.console.state.desk
        self.people = People(
            self.world.hub.store, self.world.clock, QUICK, Seal.kept_in(self.world.hub.home / "keys")
        )
        object.__setattr__(desk, "people", self.people)
        self.people.first_password()
        made = desk.plans.create(
            Selection(partner="donghai"), kind="retry", who="operator", reason="tried everywhere"
        )
        self.plan: str = made.plan_id
        folder = read_folder(PARTNERS / "donghai")
        with self.world.hub.store.unit() as unit:
            proposed = propose(unit, folder.contract, folder.mappings, who="operator", why="tried")
        self.publication: str = proposed.publication_id
        begun = Start(partner="donghai", name="donghai", site=SITE, source="slips")
        drafts = Drafts(self.world.hub, PARTNERS)
        self.onboarding = drafts.start(begun, [("a.csv", b"a,b\n1,2\n")], by="operator").onboarding_id
        self._tokens: dict[str, str] = {}

    def fill(self, text: str) -> str:
        """The text with ids of donghai in it."""
        store = self.world.hub.store
        bad = next(row for row in store.rows(Failure, limit=100) if row.partner == "donghai")
        alert = next(
            row for row in store.rows(Alert, limit=100, state=OPEN_ALERT) if row.partner == "donghai"
        )
        group = {"state": bad.state, "cause": bad.cause, "partner": bad.partner, "mapping": bad.mapping}
        said = {
            "place": f"{self.marked.partition}/{self.marked.number}",
            "group": urlencode(group),
            "failed": f"partition={bad.partition}&number={bad.number}",
            "plan": self.plan,
            "publication": self.publication,
            "onboarding": self.onboarding,
            "code": alert.code,
            "object": alert.object,
            "decision": DECISION,
            "contract": CONTRACT,
            "site": SITE,
            "agent": "dh-wms-1",
        }
        return re.sub(r"\{(\w+)\}", lambda found: said[found[1]], text)

    def token(self, *grants: Grant) -> str:
        """A session of somebody with these roles."""
        name = " ".join(f"{grant.role}@{','.join(grant.partners)}" for grant in grants)[:60] or "no role"
        if name not in self._tokens:
            password = Administration(self.people, by="chief").add(name, grants)
            self._tokens[name] = self.people.sign_in(name, password).token
        return self._tokens[name]

    @contextmanager
    def browser(self, token: str = "") -> Iterator[TestClient]:
        cookies = {"lianqiao_session": token} if token else {}
        client = TestClient(self.app, cookies=cookies, headers={"accept-language": "en"})
        yield client

    def ask(self, method: str, known: Known, token: str = "") -> Response:
        """The route's answer, with the token of a form where it is a post."""
        with self.browser(token) as client:
            path = "/console" + self.fill(known.path)
            if method == "GET":
                got: Response = client.get(path, follow_redirects=False)
                return got
            session = self.people.session(token)
            form = {name: self.fill(value) for name, value in known.form.items()}
            csrf = {"csrf": session.csrf if session else "x"}
            posted: Response = client.post(path, data={**form, **csrf}, follow_redirects=False)
            return posted
