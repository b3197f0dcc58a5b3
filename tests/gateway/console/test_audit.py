"""The audit's page: who did what, newest first, filtered, and how far a signature vouches for it."""

from __future__ import annotations

import ast
from pathlib import Path

from core.hub.audit_checkpoints import sign_checkpoint
from core.hub.audit_desk import Noted, note_alone
from gateway.console.audit import WHATS
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import row


def test_acts_and_looks_are_listed_with_what_vouches_for_them(operator: Operator) -> None:
    operator.world.slips("rk-1.csv", row("入库", "RK-1", "DH-L1", "120"))
    operator.world.work()
    operator.page("/messages/1/1/original")
    hub = operator.world.hub

    assert "No checkpoint was signed yet" in text_of(operator.page("/audit"))
    sign_checkpoint(hub.store, hub.key)

    page = operator.page("/audit")
    text = text_of(page)
    assert "operator Look downloaded an original 1/1" in text
    assert 'data-href="/console/messages/1/1"' in page
    assert "Checkpoint 1 vouches for" in text
    assert "0 entries are newer." in text


def test_it_is_filtered_by_who_and_what_and_pages_go_on(operator: Operator) -> None:
    store = operator.world.hub.store
    for number in range(60):
        note_alone(store, Noted(by="li", what="tap.opened", on=f"tap-{number}"))
    note_alone(store, Noted(by="wang", what="tap.closed", on="tap-0"))

    first = operator.part("/audit?who=li")

    assert "tap-59" in first
    assert "wang" not in first
    assert "tap-9<" not in first
    older = first.split('data-older href="/console')[1].split('"')[0].replace("&amp;", "&")
    assert "tap-9<" in operator.part(older)
    assert "tap-59" not in operator.part("/audit?what=tap.closed")
    assert "Nothing in the audit fits" in operator.part("/audit?who=nobody")


def test_every_act_that_is_noted_anywhere_has_words_on_the_page() -> None:
    house = Path(__file__).parents[3]
    noted = {
        str(said.value.value)
        for room in ("core", "gateway", "schedules", "adapters")
        for file in (house / room).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Noted"
        for said in call.keywords
        if said.arg == "what" and isinstance(said.value, ast.Constant)
    }

    assert "hub.restored" in noted
    assert noted - {"unreadable"} <= set(WHATS), "an entry that cannot be read is no act"


def test_a_name_with_signs_of_a_page_is_shown_as_text(operator: Operator) -> None:
    note_alone(operator.world.hub.store, Noted(by="<b>li</b>", what="<i>", on="1/1/<script>"))

    page = operator.page("/audit")

    assert "<script>1" not in page
    assert "&lt;b&gt;li&lt;/b&gt;" in page
