"""The hub's log: one line an event, text or JSON, what it is about beside the text, and never a secret."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from adapters.wiring.logs import SETTING, Blanking, JsonLines, formatter_of
from core.kernel.context import about
from core.kernel.errors import Refused

SECRET = "Hu5h-hush"


def a_record(text: str, *words: object, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("lianqiao.worker", logging.WARNING, __file__, 1, text, words, None)
    vars(record).update(extra)
    return record


def read(record: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(record)
    assert "\n" not in line
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_line_says_when_how_grave_who_and_what() -> None:
    told = read(a_record("partition %d waits: %s", 7, "第七道"))

    assert told["time"].endswith("+00:00")
    assert (told["level"], told["logger"]) == ("warning", "lianqiao.worker")
    assert told["text"] == "partition 7 waits: 第七道"


def test_a_line_bears_what_it_is_about_from_its_writer_or_from_around_it() -> None:
    with about(partner="bank", partition=3, colour="red"):
        told = read(a_record("x", partition=7))

    assert (told["partner"], told["partition"]) == ("bank", "7")
    assert "colour" not in told
    assert "message" not in told
    assert "partner" not in read(a_record("x"))


def test_no_secret_is_in_any_part_of_a_line_and_it_stays_json() -> None:
    try:
        raise ValueError(f'postgresql://li:{SECRET}@db/hub and {{"token": "{SECRET}"}}\nnext line')
    except ValueError:
        failure = sys.exc_info()
    record = a_record(f"Authorization: Bearer {SECRET}", message=f"password={SECRET}")
    record.exc_info = failure

    told = read(record)

    assert SECRET not in json.dumps(told)
    assert "ValueError" in told["error"]


@pytest.mark.parametrize(("said", "kind"), [("", Blanking), ("text", Blanking), ("json", JsonLines)])
def test_the_setting_chooses_the_form_and_text_is_the_default(said: str, kind: type) -> None:
    assert isinstance(formatter_of({SETTING: said}), kind)


def test_a_form_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="LIANQIAO_LOG_FORMAT='xml'"):
        formatter_of({SETTING: "xml"})
