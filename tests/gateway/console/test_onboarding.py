"""A partner comes on at the console: files dropped, the draft edited and tried, a second person says yes."""

from __future__ import annotations

import re

from httpx import Response

from core.hub import publications
from core.hub.contracts import Partner
from core.hub.onboarding import Onboarding
from tests.gateway.console.conftest import Operator, text_of
from tests.hub_world import SLIPS, slip


def dropped(operator: Operator, *files: tuple[str, bytes], **fields: str) -> Response:
    token = re.search(r'data-csrf="([^"]+)"', operator.page("/account"))
    assert token is not None
    form = {"csrf": token[1], "partner": "jingang", "site": "W9", "source": "slips", **fields}
    sent = [("files", (name, payload, "application/octet-stream")) for name, payload in files]
    answer: Response = operator.client.post(
        "/console/onboarding", data=form, files=sent, follow_redirects=False
    )
    return answer


def draft_of(operator: Operator) -> Onboarding:
    [draft] = operator.desk.hub.store.rows(Onboarding, limit=9)
    return draft


def path_of(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/console")


def test_from_files_to_a_partner_in_force(operator: Operator) -> None:
    assert "Nobody is on the way" in operator.page("/onboarding", headers={"accept-language": "en"})
    path = path_of(dropped(operator, ("a.json", slip("in", "IN-1", ("L1", "10.5")))))
    draft = draft_of(operator)
    assert "a.json" in operator.page(path)

    texts = {"contract": draft.contract.decode(), "mapping": SLIPS.replace("\n", "\r\n"), "sample": "0"}
    shown = operator.post(f"{path}/preview", **texts).text
    assert "wms.inbound.v1 IN-1" in text_of(shown)
    broken = operator.post(f"{path}/preview", **{**texts, "mapping": SLIPS.replace("lot_no:", "lotno:")}).text
    assert "slips.yaml line" in text_of(broken)

    path_of(operator.post(f"{path}/save", **texts))
    page = text_of(operator.page(path))
    assert "W9 L1" in page
    assert "10.5 TNE" in page
    assert draft_of(operator).state == "green"
    assert b'"purpose":"conformance"' in operator.get(f"{path}/report.json").content

    path_of(operator.post(f"{path}/propose", why="a new warehouse"))
    hub, proposed = operator.desk.hub, draft_of(operator).publication
    assert hub.store.get(Partner, "jingang") is None
    refused = operator.post(f"/publications/{proposed}/approve")
    assert refused.status_code == 409, "never its maker's"
    with hub.store.unit() as unit:
        publications.approve(unit, hub.blobs, proposed, "wang")
    assert hub.store.get(Partner, "jingang") is not None
    assert "jingang" in operator.page("/partners")
    assert "W9" in operator.page("/partners/jingang")


def test_what_is_wrong_with_the_files_stands_above_the_form(operator: Operator) -> None:
    answer = dropped(operator, ("a.json", b"{}"), partner="Jin Gang")
    assert "is no partner" in text_of(answer.text)
    assert operator.desk.hub.store.rows(Onboarding, limit=9) == []


def test_a_post_without_the_form_s_token_starts_nothing(operator: Operator) -> None:
    assert dropped(operator, ("a.json", b"{}"), csrf="made up").status_code == 403
    assert operator.desk.hub.store.rows(Onboarding, limit=9) == []


def test_a_draft_that_does_not_compile_says_why_and_keeps_what_was_typed(operator: Operator) -> None:
    path = path_of(dropped(operator, ("a.json", slip("in", "IN-1", ("L1", "1")))))
    contract = draft_of(operator).contract.decode().replace("Asia/Shanghai", "Asia/Shangai")

    page = operator.post(f"{path}/save", contract=contract, mapping=SLIPS)

    assert "is no zone" in text_of(page.text)
    assert "Asia/Shangai" in draft_of(operator).contract.decode()


def test_a_partner_s_page_and_report_are_shown_to_whoever_may_see_it(operator: Operator) -> None:
    [first, *_] = operator.desk.hub.store.rows(Partner, limit=9)
    page = operator.page(f"/partners/{first.partner}")
    month = re.search(r"month=(\d{4}-\d{2})", page)
    assert month is not None
    assert "aria-busy" in operator.page(f"/partners/{first.partner}/report?month={month[1]}")
    operator.page(f"/partners/{first.partner}/report/counted?month={month[1]}")
    assert operator.get("/partners/nobody").status_code == 404
    assert operator.get(f"/partners/{first.partner}/report/counted?month=2026").status_code == 409


def test_what_was_found_is_not_called_undecided_and_each_fault_is_said_once(operator: Operator) -> None:
    english = {"accept-language": "en"}
    path = path_of(dropped(operator, ("a.json", slip("in", "IN-1", ("L1", "1")))))
    draft = draft_of(operator)
    texts = {
        "contract": draft.contract.decode(),
        "mapping": SLIPS.replace("lot_no:", "lotno:"),
        "sample": "0",
    }

    broken = text_of(operator.post(f"{path}/preview", **texts).text)
    page = text_of(operator.page(path, headers=english))

    assert broken.count("line") == broken.count("slips.yaml line")
    assert page.index("1 samples of json") < page.index("To decide")
    assert "hub partner key add jingang THEIR.pub" in page
    assert "source=slips" in page
    operator.post(f"{path}/save", **{**texts, "mapping": SLIPS})
    green = text_of(operator.page(path, headers=english))
    assert "To decide" not in green
    assert "Change on hand" in green


def test_what_only_the_hub_says_is_no_kind_of_a_partner_s_files(operator: Operator) -> None:
    page = operator.page("/onboarding")

    assert "wms.inbound.v1" in page
    assert "agent.heartbeat.v1" not in page
