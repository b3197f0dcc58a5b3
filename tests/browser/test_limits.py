"""Applications, limits and the watch over goods in the browser: readable wide and on a telephone; live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gateway.console import acts
from gateway.serving import make_server, serving_loop
from tests.beside import running
from tests.browser.conftest import NARROW, WIDE, Served, open_screen
from tests.core.loan.deal_papers import SUPERVISOR
from tests.gateway.console import facility_seed as seed
from tests.gateway.console.conftest import open_console
from tests.gateway.console.goods_told import PLEDGE, GoodsToo
from tests.gateway.console.seed import World
from tests.patience import PATIENCE_S, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
PAGES = {
    "applications": "/applications?state=any",
    "application": f"/applications/{seed.REVIEWED}",
    "application-missing": f"/applications/{seed.MISSING}",
    "facilities": "/facilities",
    "facility": f"/facilities/facility/{seed.LIVE}",
    "facility-frozen": f"/facilities/facility/{seed.FROZEN}",
    "lines": "/facilities/lines",
    "lines-funder": "/facilities/lines?kind=funder",
    "line": f"/facilities/line?kind=supervisor&owner={SUPERVISOR}&currency=CNY",
    "custody-financing": "/custody",
    "pledge-financing": f"/custody/contract/{PLEDGE}",
    "releases": "/custody/releases?state=done",
    "counts": "/custody/counts",
    "exceptions": "/custody/exceptions",
}
KEPT = ("application", "facilities", "facility", "lines", "pledge-financing", "releases", "exceptions")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> GoodsToo:
    return seed.a_house_that_finances(World(tmp_path_factory.mktemp("hub")))


@pytest.fixture(scope="module")
def served(told: GoodsToo) -> Iterator[Served]:
    """A house that finances behind a real web server, its worker at work."""
    app, desk, password = open_console(told.world)
    server = make_server(app, host="127.0.0.1", port=0)
    with pytest.MonkeyPatch.context() as patient, running(serving_loop(server), told.world.worker.run):
        patient.setattr(acts, "WAIT_S", PATIENCE_S)
        until(lambda: server.started, "the web server")
        yield Served(world=told.world, url=f"http://127.0.0.1:{server.port}", password=password)
        desk.live.close()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_page_can_be_read_and_fits_and_its_picture_is_kept_for_people(
    browser: Browser, served: Served, scheme: str, size: tuple[int, int], language: str
) -> None:
    screen = open_screen(browser, served, size, scheme=scheme, locale=language)
    trouble: list[str] = []

    for name, path in PAGES.items():
        page = screen.open(path)
        screen.live()
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        trouble += [f"{name}: {over} px too wide"] if over > 0 else []
        trouble += [f"{name}: {said}" for said in page.evaluate(CONTRAST)]
        if name in KEPT and scheme == "light":
            screen.keep(f"{name}-{language[:2]}")

    screen.page.context.close()
    assert trouble == []
    assert screen.faults == []


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1440"])
def test_from_the_list_one_goes_to_the_rules_that_judged_and_to_the_message_of_a_step(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, served, size, locale="en-GB")
    page = screen.open("/applications")
    page.get_by_label("State").select_option("REJECTED")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=seed.TURNED_DOWN).click()
    expect(page.get_by_text("It ended:")).to_contain_text("failed: R02")

    page.get_by_role("link", name="Every rule with its inputs").click()
    expect(page.locator("#r-R02")).to_contain_text("Reject")
    page.go_back()
    page.locator("#s-1 a.mono").click()

    page.wait_for_url("**/messages/**")
    expect(page.locator("main")).to_contain_text("finance.application.v1")
    screen.page.context.close()
    assert screen.faults == []


def test_on_a_telephone_a_bar_is_as_wide_as_its_row_and_its_figures_stand_below(
    browser: Browser, served: Served
) -> None:
    screen = open_screen(browser, served, NARROW, locale="en-GB")
    page = screen.open("/facilities")
    row = page.locator(f"#f-{seed.LIVE}").bounding_box()
    bar = page.locator(f"#f-{seed.LIVE} .line-bar").bounding_box()
    words = page.locator(f"#f-{seed.LIVE} .line-words").bounding_box()

    assert row is not None
    assert bar is not None
    assert words is not None
    assert bar["width"] > 0.9 * row["width"]
    assert bar["height"] >= 10
    assert words["y"] >= bar["y"] + bar["height"]
    screen.page.context.close()
    assert screen.faults == []


def test_a_line_moves_on_the_open_page_when_a_facility_is_frozen(
    browser: Browser, served: Served, told: GoodsToo
) -> None:
    screen = open_screen(browser, served, WIDE, locale="en-GB")
    page = screen.open(f"/facilities/facility/{seed.LIVE}")
    screen.live()
    expect(page.locator(".head .chip")).to_have_text("In effect")

    told.act_on_facility(seed.LIVE, "freeze", reason="price fell")

    expect(page.locator(".head .chip")).to_have_text("Frozen")
    expect(page.get_by_role("alert")).to_contain_text("price fell")
    told.act_on_facility(seed.LIVE, "unfreeze", approver="zhao", reason="price is back")
    expect(page.locator(".head .chip")).to_have_text("In effect")
    screen.page.context.close()
    assert screen.faults == []


def test_one_walks_from_the_tree_to_an_owners_line_its_entry_and_back_to_the_facility(
    browser: Browser, served: Served
) -> None:
    screen = open_screen(browser, served, WIDE, locale="en-GB")
    page = screen.open("/facilities/lines")
    page.get_by_role("link", name="Supervisor", exact=True).click()
    page.get_by_role("link", name="港口监管").click()
    expect(page.locator("h1")).to_have_text("港口监管")
    page.get_by_role("link", name=f"draw/{seed.FLYING}").click()
    expect(page.locator("main")).to_contain_text("1,500,000.00")

    page.go_back()
    page.get_by_role("link", name=seed.LIVE).click()

    expect(page.locator("h1")).to_have_text(seed.LIVE)
    screen.page.context.close()
    assert screen.faults == []
