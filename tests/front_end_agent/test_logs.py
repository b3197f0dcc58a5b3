"""The agent's log: one line an event, text or JSON, and nothing that looks like a secret."""

import json
import logging

import pytest

from front_end_agent.errors import Misconfigured
from front_end_agent.logs import SETTING, TextLines, formatter_of

SECRET = "Hu5h-hush"


def a_record(text: str, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("front_end_agent.sender", logging.WARNING, __file__, 1, text, (), None)
    vars(record).update(extra)
    return record


def test_a_line_of_json_says_which_agent_and_what_the_record_is_about() -> None:
    line = formatter_of("wh-1", {SETTING: "json"}).format(a_record("谁\n来", source="slips", trace="ab"))

    told = json.loads(line)
    assert "\n" not in line
    assert (told["agent"], told["source"], told["trace"]) == ("wh-1", "slips", "ab")
    assert (told["level"], told["logger"], told["text"]) == ("warning", "front_end_agent.sender", "谁\n来")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "text",
    [
        f"amqps://li:{SECRET}@broker:5671 did not answer",
        f"amqps://li:{SECRET}",
        f"Authorization: Bearer {SECRET} was refused",
        f"the ERP said password = '{SECRET}'",
    ],
)
def test_no_secret_is_in_a_line(form: str, text: str) -> None:
    line = formatter_of("wh-1", {SETTING: form}).format(a_record(text))

    assert SECRET not in line
    assert "***" in line


def test_the_port_of_an_address_is_no_secret_but_a_password_of_digits_is() -> None:
    lines = formatter_of("wh-1", {})

    for address in ("https://hub.example:8471", "https://10.0.0.5:8471/agent/v1/frames"):
        assert f"{address} did not answer" in lines.format(a_record(f"{address} did not answer"))
    assert "12345" not in lines.format(a_record("amqps://li:12345@broker:5671 did not answer"))


def test_text_is_the_default_and_a_form_nobody_knows_is_refused() -> None:
    assert isinstance(formatter_of("wh-1", {}), TextLines)
    with pytest.raises(Misconfigured, match="LIANQIAO_LOG_FORMAT='xml'"):
        formatter_of("wh-1", {SETTING: "xml"})
