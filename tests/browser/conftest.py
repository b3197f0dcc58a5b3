"""A busy hub behind a real web server, and a real chromium in front of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.hub.pausing import pause
from core.hub.rights import Grant
from gateway.console import acts
from gateway.console.people_acts import Administration
from gateway.endpoint_desk import try_endpoint
from gateway.serving import make_server, serving_loop
from tests.beside import running
from tests.gateway.console.conftest import open_console
from tests.gateway.console.money_seed import a_house_at_work
from tests.gateway.console.seed import World
from tests.gateway.console.stories import a_busy_day
from tests.patience import LOOK_S, PATIENCE_S, Patience, until

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SCREENS = Path(__file__).parents[2] / "test-output" / "screens"
WIDE, NARROW = (1440, 900), (390, 844)
PATIENCE_MS = PATIENCE_S * 1000


@dataclass
class Served:
    """The console of a world at an address."""

    world: World
    url: str
    password: str


@dataclass
class Screen:
    """One window: its page, and everything its console complained of."""

    page: Page
    served: Served
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """The page, once it has drawn itself and listens to the stream."""
        self.page.goto(f"{self.served.url}/console{path}")
        self.until("document.fonts.status === 'loaded'")
        self.until("!document.querySelector('[aria-busy=true]')")
        return self.page

    def until(self, true: str) -> None:
        """Waits until this holds on the page; the page's own policy lets nothing be evaluated inside it."""
        patience = Patience(true)
        while not self.page.evaluate(true):
            patience.look()
            self.page.wait_for_timeout(LOOK_S * 1000)

    def live(self) -> None:
        """Waits until the page hears from the hub."""
        self.page.wait_for_selector("#live.on")

    def sign_in(self) -> None:
        self.page.goto(f"{self.served.url}/console/sign-in")
        self.page.fill("input[name=password]", self.served.password)
        self.page.click("button.primary")
        self.page.wait_for_url("**/console/")

    def keep(self, name: str) -> Path:
        """A picture for people; CI keeps the folder."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        picture = SCREENS / f"{name}-{width}.png"
        self.page.screenshot(path=picture)
        return picture


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.fail(f"{CHROMIUM} is not there; apt-get install chromium, or name another in CHROMIUM")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=PATIENCE_MS
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hub with a busy day behind it, its worker at work."""
    world = World(tmp_path_factory.mktemp("hub"))
    a_busy_day(world)
    a_house_at_work(world)
    for _ in range(3):
        try_endpoint(world.hub, "donghai/answers", "li")
        world.clock.move(1)  # type: ignore[attr-defined]
    with world.hub.store.unit() as unit:
        pause(unit, "donghai/answers", "li", "东海仓储机房搬迁，周一恢复")
    app, desk, password = open_console(world)
    held = (Grant("operator", ("donghai", "yangshan")), Grant("auditor"))
    Administration(desk.people, by="chief").add("wang", held, "王芳")
    server = make_server(app, host="127.0.0.1", port=0)
    with pytest.MonkeyPatch.context() as patient, running(serving_loop(server), world.worker.run):
        patient.setattr(acts, "WAIT_S", PATIENCE_S)
        until(lambda: server.started, "the web server")
        yield Served(world=world, url=f"http://127.0.0.1:{server.port}", password=password)
        desk.live.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[WIDE, NARROW], ids=["1440", "390"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    width, height = request.param
    return width, height


def open_screen(
    browser: Browser, served: Served, size: tuple[int, int], *, scheme: str = "light", locale: str = "zh-CN"
) -> Screen:
    """A window of its own, signed in."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(PATIENCE_MS)
    screen = Screen(page=context.new_page(), served=served)
    screen.page.on("pageerror", lambda error: screen.faults.append(f"error: {error}"))
    screen.page.on(
        "console",
        lambda said: screen.faults.append(said.text) if said.type in ("error", "warning") else None,
    )
    screen.sign_in()
    return screen


@pytest.fixture
def screen(browser: Browser, served: Served) -> Iterator[Screen]:
    """A wide window in English and light; at its end its console must have been silent."""
    opened = open_screen(browser, served, WIDE, locale="en-GB")
    yield opened
    opened.page.context.close()
    assert opened.faults == []
