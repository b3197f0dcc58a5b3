"""Every page is readable: contrast, no sideways scrolling, a silent console, in both schemes and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served, open_screen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GROUP = (
    "/failures/group?state=open&cause=map.decimal%40donghai%2Fin%2Fslips.yaml%3A24&partner=donghai&mapping="
)
PAGES = {
    "today": "/",
    "messages": "/messages",
    "message": "/messages/4/2",
    "message-failed": "/messages/1/3",
    "alerts": "/alerts",
    "failures": "/failures",
    "plans": "/plans",
    "audit": "/audit",
    "custody": "/custody",
    "pledge": "/custody/contract/ZY-2026-018",
    "site": "/custody/site/WH-DH-01",
    "agents": "/agents",
    "agent": "/agents/ys-wms-1",
    "nothing-found": "/messages?q=NO-SUCH-THING",
    "not-found": "/messages/1/9999999",
    "account": "/account",
    "people": "/people",
    "person": "/people/person?name=wang",
    "person-new": "/people/person",
    "publications": "/publications",
    "endpoints": "/endpoints",
    "endpoint": "/endpoints/endpoint?name=donghai/answers",
    "partners": "/partners",
    "partner": "/partners/donghai",
    "partner-report": "/partners/donghai/report?month=2026-11",
    "onboarding": "/onboarding",
    "tasks": "/tasks?of=all",
    "task": "/tasks/SQ-2026-0117",
    "journal": "/ledger",
    "entry": "/ledger/entry/general/JZ-1",
    "trial": "/ledger/trial",
    "account-lines": "/ledger/account?book=general&code=1002.01&month=2026-11",
    "vouchers": "/ledger/vouchers?state=signed",
    "voucher": "/ledger/voucher?book=general&number=JZ-4",
    "voucher-new": "/ledger/voucher/new",
    "periods": "/ledger/periods",
    "rules": "/rules",
    "rule-set": "/rules/set/house",
    "bench": "/rules/bench/house",
    "decisions": "/rules/decisions",
    "decision": "/rules/decisions/D-2",
    "parties": "/parties",
    "party": "/parties/party/91350100M000100Y43",
}
KEPT = (
    "account",
    "people",
    "person",
    "person-new",
    "today",
    "message",
    "message-failed",
    "custody",
    "pledge",
    "agents",
    "alerts",
    "messages",
    "audit",
    "endpoints",
    "endpoint",
    "tasks",
    "task",
    "journal",
    "entry",
    "trial",
    "voucher",
    "voucher-new",
    "party",
    "rule-set",
    "decision",
)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()


def test_every_page_can_be_read_and_fits_and_its_picture_is_kept_for_people(
    browser: Browser, served: Served, scheme: str, size: tuple[int, int]
) -> None:
    screen = open_screen(browser, served, size, scheme=scheme)
    trouble: list[str] = []
    kept: list[Path] = []

    for name, path in PAGES.items():
        page = screen.open(path)
        if name != "not-found":
            screen.live()
        screen.until(
            "[...document.querySelectorAll('[data-chart]')].every(box => box.querySelector('canvas'))"
        )
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        trouble += [f"{name}: {over} px too wide"] if over > 0 else []
        trouble += [f"{name}: {said}" for said in page.evaluate(CONTRAST)]
        if name in KEPT:
            kept.append(screen.keep(f"{name}-{scheme}" if scheme == "dark" else name))

    screen.page.context.close()
    assert trouble == []
    assert len([picture for picture in kept if picture.stat().st_size]) == len(KEPT)
    assert [fault for fault in screen.faults if "404" not in fault] == []


def test_the_sign_in_page_can_be_read_and_fits(
    browser: Browser, served: Served, scheme: str, size: tuple[int, int]
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{served.url}/console/sign-in")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate("document.activeElement.name") == "password"
    context.close()
