"""Somebody at the console: signs in with the first-run password and opens the pages that tell the story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import httpx

from gateway.demo.factoring import ASKED, DRAW, FACILITY
from gateway.demo.goods import PLEDGED
from gateway.demo.house import SELLER
from gateway.demo.partners import TIMEOUT_S, Sent
from gateway.demo.stage import Stage
from gateway.demo.story import CONTRACT, SITE

OPERATOR = "operator"
FORM_COOKIE = "lianqiao_form"


def pages_seen(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """Of each page: what it is, what it must show, and what it showed."""
    pages = {
        "/": "C01",
        "/messages?q=CK-2603": "CK-2603",
        _page_of(stage, Sent("demo-warehouse", "slips", "CK-2603.csv")): PLEDGED[1].number,
        "/alerts": "CK-2603",
        "/custody": CONTRACT,
        f"/custody/contract/{CONTRACT}": PLEDGED[0].number,
        f"/custody/site/{SITE}": PLEDGED[0].number,
        "/agents": "warehouse-agent",
        "/alerts?text=L05": DRAW,
        f"/ledger?contract={DRAW}": f"{DRAW}/draw",
        f"/parties/party/{SELLER['code']}": SELLER["name"],
        "/deals": ASKED,
        f"/deals/deal/{ASKED}": DRAW,
        f"/deals/loan/{DRAW}": "27,973.33",
        f"/applications/{ASKED}": ASKED,
        f"/facilities/facility/{FACILITY}": FACILITY,
    }
    yield from _seen(stage, pages)


def failures_seen(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """The same while there is something to mend."""
    pages = {
        "/": "slips.yaml",
        "/messages": "RO-2",
        "/messages?state=failing": "RK-2608",
        "/failures": "slips.yaml",
        _page_of(stage, Sent("demo-warehouse", "slips", "RK-2607.csv")): "捆",
        _page_of(stage, Sent("demo-bank", "orders", "RO-2")): "RO-2",
    }
    yield from _seen(stage, pages)


def _page_of(stage: Stage, sent: Sent) -> str:
    row = stage.watch.arrivals(sent)[0]
    return f"/messages/{row.partition}/{row.number}"


def _seen(stage: Stage, pages: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    base = f"{stage.home.url}/console"
    with httpx.Client(base_url=base, timeout=TIMEOUT_S, follow_redirects=True) as browser:
        _sign_in(browser, stage.notes.get("password"))
        for page, wanted in pages.items():
            answer = browser.get(page)
            shown = answer.status_code == 200 and wanted in answer.text
            yield f"page /console{page}", wanted, wanted if shown else f"{answer.status_code} without it"


def _sign_in(browser: httpx.Client, password: str) -> None:
    browser.get("/sign-in")
    token = browser.cookies.get(FORM_COOKIE) or ""
    form = {"name": OPERATOR, "password": password, "csrf": token}
    browser.post("/sign-in", data=form).raise_for_status()
