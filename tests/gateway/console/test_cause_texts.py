"""What a refusal's cause means stands in the reader's language, with the code beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.kernel.errors import Broken
from gateway.console import texts
from gateway.console.cause_texts import CAUSES, cause_texts
from gateway.console.desk import environments
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import row
from tests.gateway.console.test_failures import CAUSE, address_of

TOLD = cause_texts()


@pytest.mark.parametrize(("language", "means"), [("zh_CN", "不是数字"), ("en", "Not a number")])
def test_pages_say_what_a_cause_means_in_both_languages(
    operator: Operator, language: str, means: str
) -> None:
    operator.world.slips("bad.csv", row("出库", "CK-1", "DH-L1", "abc"))
    operator.world.work()
    group = address_of(operator, CAUSE)
    operator.client.cookies.set(texts.COOKIE, language)

    for path in ("/failures", "/", "/messages/1/1"):
        assert f"{means} {CAUSE}" in text_of(operator.page(path)), path
    page = operator.page(group)
    assert f"<h1>{means}</h1>" in page
    assert f'<p class="mono dim">{CAUSE}</p>' in page


@pytest.mark.parametrize(
    ("cause", "english"),
    [
        ("loan.gate_closed", "Conditions of payout are not met"),
        ("contract.no_rule@donghai/erp", "No rule of the contract takes it"),
        ("rest.503", "Their API answered with an error"),
        ("rest.away", "Their server cannot be reached"),
        ("soap.fault.Client", "SOAP server answered with a fault"),
        ("loan.state.repay", "Not possible in its present state"),
        ("loan.of_an_older_version", ""),
        ("", ""),
    ],
)
def test_the_nearest_text_is_a_causes_own_then_its_familys(cause: str, english: str) -> None:
    assert TOLD.heading(cause, "en") == english


def test_every_language_of_the_pages_has_its_text() -> None:
    assert [TOLD.heading("loan.gate_closed", language) for language in texts.LANGUAGES] == [
        "放款条件未满足",
        "Conditions of payout are not met",
    ]


def test_an_unknown_cause_shows_its_code_alone() -> None:
    words = environments()["en"].get_template("macros.html").module.cause_words  # type: ignore[attr-defined]

    assert words("loan.of_old") == '<span class="cause"><span class="mono">loan.of_old</span></span>'
    assert words("x.<b>") == '<span class="cause"><span class="mono">x.&lt;b&gt;</span></span>'


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ("a.b: [不行]", "length"),
        ("a.b: [不行, '']", "length"),
        (f"a.b: [不行, {'x' * 41}]", "length"),
        ("a.b: no", "array"),
        ("a.b: [不行, No]\na.b: [不行, No]", "twice"),
    ],
)
def test_a_file_that_lacks_a_text_is_broken(tmp_path: Path, file: str, wrong: str) -> None:
    (tmp_path / "house.yaml").write_text(file, encoding="utf-8")

    with pytest.raises(Broken, match=re.compile(rf"house\.yaml.*{wrong}")):
        cause_texts(tmp_path)


def test_a_cause_stands_in_one_file(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text((CAUSES / "loan.yaml").read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(Broken, match=r"two\.yaml: loan\.account_taken"):
        cause_texts(tmp_path)
