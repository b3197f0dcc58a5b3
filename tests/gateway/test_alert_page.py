"""The page of alerts says what the code says, and so does the console."""

from __future__ import annotations

from pathlib import Path

from core.hub.alert_codes import CODES
from gateway.alert_page import NAME, text
from gateway.console import texts, words

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_in_docs_is_the_one_the_code_gives() -> None:
    kept = (DOCS / NAME).read_text(encoding="utf-8")

    assert kept == text(), "an alert changed; run `python -m gateway.alert_page docs/`"


def test_the_console_names_every_code_of_the_hub_as_its_record_does() -> None:
    shown = {code: name for code, name in words.ALERTS.items() if code.startswith("H")}

    assert shown == {code.code: code.title for code in CODES}


def test_no_two_codes_have_one_name_in_either_language() -> None:
    for language in texts.LANGUAGES:
        catalogue = texts.translations(language)
        names = [catalogue.gettext(name) for name in words.ALERTS.values()]
        assert len(set(names)) == len(names), language
