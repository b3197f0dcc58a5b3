"""Applications: what waits since when, what was handed in and asked for, and who and what judged it."""

from __future__ import annotations

import re

import pytest

from core.hub.rights import Grant
from core.loan import Application
from gateway.console import application_reading as reading
from gateway.console.listed import PAGE
from tests.core.loan.deal_papers import BORROWER
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.facility_seed import (
    APPROVED,
    FRESH,
    LIVE,
    MISSING,
    REVIEWED,
    SIGNED,
    TURNED_DOWN,
    UNSIGNED,
    as_another,
)
from tests.gateway.console.facility_seed import house as house  # noqa: PLC0414
from tests.gateway.console.seed import World

ALL = [APPROVED, MISSING, REVIEWED, TURNED_DOWN, FRESH, SIGNED, UNSIGNED]


def listed(page: str) -> list[str]:
    return re.findall(r'<tr id="a-([^"]+)"', page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [MISSING, REVIEWED, FRESH]),
        ("state=any", ALL),
        ("state=APPROVED", [APPROVED, SIGNED, UNSIGNED]),
        ("state=EXPIRED", []),
        ("state=no-such-state", [MISSING, REVIEWED, FRESH]),
        ("mode=factoring", [MISSING, REVIEWED]),
        ("mode=goods&state=any", [APPROVED, TURNED_DOWN, FRESH, SIGNED, UNSIGNED]),
        ("q=闽江钢材", [REVIEWED]),
        ("q=闽江钢材&state=any", [APPROVED, REVIEWED, SIGNED]),
        (f"q={BORROWER.lower()}&state=APPROVED", [APPROVED, SIGNED]),
        (f"q={MISSING}", [MISSING]),
        (f"q={APPROVED}", []),
        ("q=nobody&state=any", []),
    ],
)
def test_an_application_is_found_by_state_mode_number_or_borrower(
    house: Operator, asked: str, found: list[str]
) -> None:
    assert listed(house.page(f"/applications?{asked}")) == found


def test_the_list_says_in_which_state_since_when_and_what_is_missing(house: Operator) -> None:
    text = text_of(house.page("/applications"))

    assert f"{REVIEWED} In review Factoring 闽江钢材 3,500,000.00 CNY 10:30:37" in text
    assert f"{MISSING} Papers missing Factoring" in text
    assert "statements, credit_consent, factoring_contract, invoice, delivery_proof" in text


def test_an_applications_papers_and_each_round_of_asking_stand_with_what_came(house: Operator) -> None:
    missing = text_of(house.page(f"/applications/{MISSING}"))
    came = text_of(house.page(f"/applications/{REVIEWED}"))

    assert "The borrower must hand in what is missing. since 10:30:30" in missing
    assert "there Business licence licence.pdf" in missing
    assert "missing Proof of delivery" in missing
    assert "checklist 10:30:30 missing: statements" in missing
    assert "nothing came yet" in missing
    assert "wang 10:30:33 近两年 tax_returns came 10:30:34 by qudao" in came
    assert "there tax_returns tax_returns.pdf beside the list" in came
    assert "What was handed in version 2" in came


def test_the_rules_that_judged_it_stand_with_reasons_and_lead_to_their_trace(house: Operator) -> None:
    page = house.page(f"/applications/{TURNED_DOWN}")
    text = text_of(page)

    assert "Reject R02 executed" in text
    assert "It ended: house version 1: reject; failed: R02" in text
    [trace] = re.findall(r'href="/console(/rules/decisions/[^"]+)"', page)
    assert "made again, it comes out the same" in house.page(trace)


def test_a_rule_that_nobody_gave_its_input_is_said_and_never_passed_over(house: Operator) -> None:
    assert "Not judged R02 nobody said executed_cases" in text_of(house.page(f"/applications/{REVIEWED}"))


def test_who_is_asked_stands_with_the_desks_and_leads_to_the_decision(house: Operator) -> None:
    page = house.page(f"/applications/{REVIEWED}")
    text = text_of(page)

    assert "Handed in wang" in text
    assert "review operator is asked zhao is asked due 11-24 10:00:37" in text
    assert "Tasks that wait operator since" in text
    [task] = re.findall(r'href="/console(/tasks/[^"]+)"', page)
    assert "Your act" in house.page(task)


def test_every_step_leads_to_the_message_that_was_it(house: Operator) -> None:
    page = house.page(f"/applications/{REVIEWED}")
    places = re.findall(r'<td><a class="mono" href="/console(/messages/[^"]+)"', page)

    assert len(places) == 7
    assert "loan.application_acted.v1" in house.page(places[0])
    assert "finance.application.v1" in house.page(places[-1])


def test_a_decided_application_leads_to_its_facility(house: Operator) -> None:
    assert "a facility contract may be signed" in house.page(f"/applications/{UNSIGNED}")
    page = house.page(f"/applications/{APPROVED}")

    assert f'href="/console/facilities/facility/{LIVE}"' in page
    assert LIVE in house.page(f"/facilities/facility/{LIVE}")


def test_what_a_borrower_writes_is_text_and_never_a_part_of_the_page(house: Operator) -> None:
    one = house.page(f"/applications/{MISSING}")
    every = house.page("/applications")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in one
    assert "&lt;b&gt;海西&lt;/b&gt;贸易" in one
    assert "&lt;b&gt;海西&lt;/b&gt;贸易" in every
    assert "<script>alert" not in one
    assert "<b>海西" not in one + every
    assert "<img" not in house.page("/applications?q=<img src=x>")


def test_pages_lead_through_all_of_them_by_number_and_through_nothing_twice(
    house: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROWS", 2)
    seen: list[str] = []
    path = "/applications?state=any"
    while path:
        page = house.page(path)
        seen += listed(page)
        further = re.search(r'rel="next" data-older href="/console(/applications[^"]+)"', page)
        path = further[1].replace("&amp;", "&") if further else ""

    assert seen == ALL


def test_behind_many_that_do_not_fit_it_says_how_far_it_looked(
    house: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LOOKS", 2)
    page = house.page("/applications?state=any&mode=policy")

    assert "Nothing so far." in page
    assert "Look further" in page
    assert f"after={MISSING}" in page


def test_it_asks_by_index_alone_and_reads_no_more_than_it_may(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = operator.world.hub.store
    with store.unit() as unit:
        shelf = unit.shelf(Application)
        for number in range(300):
            shelf.put(_bare(f"N-{number:04}", operator.world))
    asked: list[int] = []
    rows = type(store).rows

    def counted(self: object, kind: type, **how: object) -> list[object]:
        found: list[object] = rows(self, kind, **how)  # type: ignore[arg-type]
        asked.append(len(found))
        return found

    monkeypatch.setattr(type(store), "rows", counted)
    page = operator.page("/applications?state=WITHDRAWN")

    assert len(listed(page)) == reading.ROWS
    assert sum(asked) <= PAGE + reading.ROWS
    assert "after=N-0049" in page


def _bare(number: str, world: World) -> Application:
    return Application(
        application_no=number, version=1, state="WITHDRAWN", revision=1, product="x", product_version=1,
        borrower=BORROWER, core="", currency="CNY", amount_minor=1, partner="p", site="", owner="",
        applied_at=world.clock.now(), body=b"{}",
    )  # fmt: skip


def test_an_unknown_application_is_not_found(house: Operator) -> None:
    assert house.get("/applications/NONE").status_code == 404


def test_an_empty_list_says_what_will_come(operator: Operator) -> None:
    assert "No application waits" in operator.page("/applications")


def test_what_the_page_asks_for_anew_is_a_part_and_no_page(house: Operator) -> None:
    for path in ("/applications", f"/applications/{REVIEWED}"):
        part = house.part(path)
        assert REVIEWED in part
        assert "<html" not in part


def test_only_roles_that_see_deals_see_them_and_only_of_all_partners(house: Operator) -> None:
    with as_another(house, "bookkeeper", Grant("accountant")) as other:
        assert other.get("/applications").status_code == 403
        assert "/console/applications" not in other.page("/tasks")
    with as_another(house, "of-one", Grant("officer", ("qudao",))) as other:
        assert other.get(f"/applications/{REVIEWED}").status_code == 404

    with as_another(house, "officer", Grant("officer")) as other:
        page = other.page(f"/applications/{REVIEWED}")
        assert 'href="/console/applications" data-key="i"' in page
        assert "/rules/decisions/" in page
