"""Every cause that the product refuses with has its texts in the console, and no text is of a gone one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from gateway.console.cause_texts import CAUSES, headings_of
from tests.house import causes as finder
from tests.house.causes import Found, causes
from tests.house.tree import Source

FILES = sorted(CAUSES.glob("*.yaml"))
FILE_LINES_MAX = 300


def test_every_cause_has_its_texts() -> None:
    told = {cause for path in FILES for cause in headings_of(path)}

    assert {cause: place for cause, place in causes().causes.items() if cause not in told} == {}


def test_no_text_is_of_a_cause_that_is_gone() -> None:
    found = causes()

    assert [cause for path in FILES for cause in headings_of(path) if not found.has(cause)] == []


def test_a_chinese_text_is_chinese_and_an_english_one_is_not() -> None:
    wrong = [
        cause
        for path in FILES
        for cause, heading in headings_of(path).items()
        if not _has_chinese(heading.zh_CN) or _has_chinese(heading.en)
    ]

    assert wrong == []


def test_files_of_texts_are_in_order_and_no_longer_than_others() -> None:
    for path in FILES:
        told = [cause for cause in headings_of(path) if "." in cause]
        assert told == sorted(told), path.name
        assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES_MAX, path.name


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ('raise Refused("no", cause="house.door")', "house.door"),
        ('raise Refused("no", cause=f"house.door@{name}")', "house.door"),
        ('raise Refused("no", cause=f"house.{answer.status}")', "house.*"),
        ('SHUT = "house.shut"\nraise Refused("no", cause=SHUT)', "house.shut"),
        ('cause = "house.low" if low else "house.high"', "house.high"),
        ('def no(text, why):\n    return Refused(text, cause=f"house.{why}")\nno("x", "late")', "house.late"),
        ('with failures(where, cause="house"):\n    pass', "house.*"),
        ('raise Unfit("door", "a door")', "map.door"),
        ('raise Refused("no")', "refused"),
    ],
)
def test_a_cause_is_found_however_it_is_given(code: str, cause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = "class Refused(HubError): ..."
    source = Source(Path("core/house.py").absolute(), code, ast.parse(f"{errors}\n{code}"))

    assert cause in _found_in(source, monkeypatch).causes


def _found_in(source: Source, monkeypatch: pytest.MonkeyPatch) -> Found:
    monkeypatch.setattr(finder, "sources", lambda *folders: (source,))
    monkeypatch.setattr(Source, "name", "core/house.py")
    return causes.__wrapped__()


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
