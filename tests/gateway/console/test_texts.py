"""Every text of the console is there in both languages, and the reader's choice comes first."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from gateway.console import texts
from tests.gateway.console.conftest import Operator, text_of
from tests.programs import run

TREE = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def tool() -> Any:
    """The script that keeps the catalogues."""
    loader = SourceFileLoader("console_texts", str(TREE / ".ci" / "texts"))
    spec = importlib.util.spec_from_loader("console_texts", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def used() -> Catalog:
    catalogue: Catalog = tool().template()
    return catalogue


def kept(language: str) -> Catalog:
    path = texts.LOCALE / language / "LC_MESSAGES" / "console.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_that_is_used_is_translated_and_none_is_left_over(used: Catalog, language: str) -> None:
    known = {message.id for message in kept(language) if message.id}
    wanted = {message.id for message in used if message.id}

    assert wanted - known == set()
    assert known - wanted == set()
    assert [message.id for message in kept(language) if message.id and not tool().has_text(message)] == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_is_read_at_run_time_is_compiled_from_the_catalogue(language: str) -> None:
    compiled = texts.translations(language)

    for message in kept(language):
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string
        elif message.id:
            one, many = message.id
            forms = list(message.string or ())
            assert compiled.ngettext(one, many, 1) == forms[0]
            assert compiled.ngettext(one, many, 5) == forms[-1]


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_the_catalogues_are_current_to_the_last_byte_whoever_writes_them_and_when(seed: str) -> None:
    said = run(
        [sys.executable, str(TREE / ".ci" / "texts"), "--check"],
        environment={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati"},
    )

    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_a_text_without_translation_fails_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    console_texts = tool()
    more = console_texts.template()
    more.add("A text that nobody translated")
    monkeypatch.setattr(console_texts, "template", lambda: more)

    wanted, missing = console_texts.files()

    assert missing == ["zh_CN: A text that nobody translated"]
    assert all(wanted[path] != path.read_bytes() for path in map(console_texts.po_of, texts.LANGUAGES))


def test_a_translation_has_the_same_places_for_values() -> None:
    for message in kept("zh_CN"):
        asked = message.id if isinstance(message.id, str) else message.id[-1]
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for form in said:
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(asked)), asked


def test_chinese_texts_are_chinese() -> None:
    """What both languages write alike is listed here, so that nothing is forgotten unseen."""
    alike = {"%(done)s of %(total)s"}
    same = {
        str(message.id) for message in kept("zh_CN")
        if message.id and not re.search(r"[\u4e00-\u9fff]", str(message.string))
    }  # fmt: skip

    assert same <= alike


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [
        ("", "", "zh_CN"), ("", "en-GB,en;q=0.8", "en"), ("", "fr, zh-TW;q=0.7, en;q=0.5", "zh_CN"),
        ("", "fr;q=1, en;q=0.9, zh;q=0.1", "en"), ("zh_CN", "en", "zh_CN"), ("en", "zh-CN", "en"),
        ("odd", "en", "en"), ("", "en;q=x, zh", "zh_CN"), ("", "en;q=0, zh;q=0.1", "zh_CN"),
    ],
)  # fmt: skip
def test_the_choice_of_language(cookie: str, accept: str, language: str) -> None:
    assert texts.chosen(cookie, accept) == language


def test_the_switch_in_the_page_changes_the_language_and_stays_on_the_page(operator: Operator) -> None:
    page = operator.page("/messages?state=failing")
    link = re.search(r'href="/console(/language/zh_CN\?back=[^"]+)"', page)
    assert link is not None
    assert "Messages" in text_of(page)

    answer = operator.get(link[1].replace("&amp;", "&"), follow_redirects=False)

    assert answer.headers["location"] == "/console/messages?state=failing"
    chinese = operator.page("/messages?state=failing")
    assert '<html lang="zh-CN">' in chinese
    assert "报文" in text_of(chinese)
    assert "Messages" not in text_of(chinese)


def test_an_unknown_language_changes_nothing(operator: Operator) -> None:
    answer = operator.get("/language/xx?back=https://elsewhere.example", follow_redirects=False)

    assert answer.headers["location"] == "/console/"
    assert "set-cookie" not in answer.headers


PERSONS = ("/publications", "/account", "/people", "/people/person")
MONEY = (
    *("/tasks", "/tasks?of=all", "/tasks?of=running"),
    *("/ledger", "/ledger/trial", "/ledger/vouchers", "/ledger/periods", "/parties"),
    *("/rules", "/rules/decisions"),
)
ACTIONS_LEFT = {"TOTP", "LIANQIAO_FOUR_EYES", "LIANQIAO", "FOUR", "EYES", "partner", "publish"}


@pytest.mark.parametrize(
    "path", ["/", "/messages", "/alerts", "/failures", "/custody", "/agents", "/plans", *PERSONS, *MONEY]
)
def test_no_english_word_of_ours_is_left_on_a_chinese_page(operator: Operator, path: str) -> None:
    operator.client.headers["accept-language"] = "zh-CN"

    page = re.sub(r"<option *>[^<]*</option>", "", operator.page(path))
    said = re.sub(r"\w+(\.\w+)+", " ", text_of(page))
    words_left = set(re.findall(r"[A-Za-z]{3,}", said))

    assert words_left - ACTIONS_LEFT <= {"Lianqiao", "English", "Asia", "Shanghai", "Enter", "Esc", *COMMANDS}


# The name of whoever is signed in, and of browsers.
COMMANDS = {"hub", "agent", "invite", "enrol", "python", "schedules", "operator", "testclient"}
