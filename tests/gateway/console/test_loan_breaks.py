"""What a funder has otherwise of a loan stands on the loan's page, open or explained, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from core.loan import Break
from tests.gateway.console.conftest import Operator, open_console, text_of
from tests.gateway.console.deal_seed import a_late_deal
from tests.gateway.console.seed import World
from tests.hub_world import START


def apart(what: str, state: str, **changed: Any) -> Break:
    kept: dict[str, Any] = {
        "funder": "harbour-bank",
        "kind": "disbursement",
        "day": 2026_11_23,
        "what": what,
        "about": "D-1",
        "state": state,
        "number": "FL-1",
        "loan_no": "D-1",
        "receipt_no": "",
        "text": f"D-1: its {what} is <b>another</b>",
        "file_no": "DZ-1",
        "since_day": 2026_11_24,
        "told_at": START,
        "message_id": str(UUID(int=7)),
    }
    return Break(**(kept | changed))


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    world = World(tmp_path_factory.mktemp("hub"))
    a_late_deal(world)
    with world.hub.store.unit() as unit:
        shelf = unit.shelf(Break)
        shelf.put(apart("amount", "open"))
        shelf.put(apart("date", "explained", by="wang", approver="zhao", reason="their cut-off"))
        shelf.put(apart("status", "gone"))
        shelf.put(apart("duplicate", "open", about="D-2", loan_no="D-2"))
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        person = Operator(client=client, world=world, desk=desk, password=password)
        assert person.sign_in().status_code == 303
        yield person
    world.hub.store.engine.dispose()


def test_a_loan_s_page_says_what_its_funder_has_otherwise(operator: Operator) -> None:
    page = operator.page("/deals/loan/D-1")
    text = unescape(text_of(page))

    assert "The funder's day beside ours Amount differs D-1: its amount is <b>another</b>" in text
    assert "Disbursements of 2026-11-23, file DZ-1 · since 2026-11-24" in text
    assert "Explained D-1: its date is <b>another</b>" in text
    assert "wang, zhao: their cut-off" in text
    assert "its status" not in text, "it is gone"
    assert "its duplicate" not in text, "it is another loan's"
    assert "<b>another" not in page, "what others wrote is no markup"


def test_it_says_so_in_chinese(operator: Operator) -> None:
    headers = {"accept-language": "zh"}
    text = text_of(operator.page("/deals/loan/D-1", headers=headers))

    assert "与资金方对账 金额不符" in text
    assert "2026-11-23 放款，对账文件 DZ-1" in text
