"""A seeded hub with its console, and a browser without a screen that is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from gateway.console import acts, add_console
from gateway.console.desk import Desk
from gateway.console.people import People
from gateway.console.sealing import Seal
from tests.beside import running
from tests.gateway.console.seed import World
from tests.patience import PATIENCE_S

# As weak as it may be: what is tested is not argon2.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Operator:
    """Somebody at the console, by HTTP."""

    client: TestClient
    world: World
    desk: Desk
    password: str

    def get(self, path: str, **more: Any) -> Response:
        answer: Response = self.client.get(f"/console{path}", **more)
        return answer

    def page(self, path: str, **more: Any) -> str:
        """The page's text; it must be there."""
        answer = self.get(path, **more)
        assert answer.status_code == 200, answer.text
        return answer.text

    def part(self, path: str) -> str:
        """What the page asks for again by itself."""
        return self.page(path, headers={"hx-request": "true"})

    def post(self, path: str, **fields: Any) -> Response:
        """A form sent with the token of its page."""
        token = re.search(r'data-csrf="([^"]+)"', self.page("/account"))
        assert token is not None
        form = {"csrf": token[1], **fields}
        answer: Response = self.client.post(f"/console{path}", data=form, follow_redirects=False)
        return answer

    @contextmanager
    def working(self) -> Iterator[None]:
        """Meanwhile a worker runs: what is done at the console is booked before the page comes back."""
        with running(self.world.worker.run), pytest.MonkeyPatch.context() as patient:
            patient.setattr(acts, "WAIT_S", PATIENCE_S)
            yield

    def sign_in(self) -> Response:
        token = field(self.page("/sign-in"), "csrf")
        form = {"csrf": token, "name": "operator", "password": self.password}
        answer: Response = self.client.post("/console/sign-in", data=form, follow_redirects=False)
        return answer


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"no field {name}"
    return found[1]


def text_of(page: str) -> str:
    """What a person reads: no tags, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def open_console(world: World) -> tuple[FastAPI, Desk, str]:
    """The application over this world, its desk, and the operator's password."""
    app = FastAPI()
    console = add_console(app, world.hub)
    people = People(world.hub.store, world.clock, QUICK, Seal.kept_in(world.hub.home / "keys"))
    object.__setattr__(console.state.desk, "people", people)
    password = people.new_password("operator")
    return app, console.state.desk, password


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Operator]:
    """Somebody who has not signed in, in English."""
    world = World(tmp_path)
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        yield Operator(client=client, world=world, desk=desk, password=password)
    world.hub.store.engine.dispose()


@pytest.fixture
def operator(stranger: Operator) -> Operator:
    """The operator, signed in."""
    assert stranger.sign_in().status_code == 303
    return stranger
