"""Secrets by their names, in every dialect, are gone from trees, bytes and errors; all else is as it was."""

from __future__ import annotations

import logging

import msgspec
import pytest

from adapters import formats
from adapters.wiring.logs import Blanking
from core.hub.node import Node
from core.hub.personal import mask, masked_body
from core.hub.redaction import BLANK, blank, blank_text, redacted, scrubbed, secret_nodes
from core.kernel.errors import Unreadable

SECRET = "Hu5h-hush"
DIGEST = "0CC175B9C0F1B6A831C399E269772661"


def values(tree: Node) -> list[str]:
    below = [value for child in tree.children for value in values(child)]
    return ([tree.value] if tree.value else []) + below


@pytest.mark.parametrize(
    ("format_", "payload"),
    [
        ("json", f'{{"no": "7", "appSecret": "{SECRET}", "sub": [{{"partner_key": "{SECRET}"}}]}}'),
        ("json", f'{{"no": "7", "password": {{"plain": "{SECRET}"}}, "sign": "{DIGEST}"}}'),
        ("xml", f"<cXML><no>7</no><SharedSecret>{SECRET}</SharedSecret></cXML>"),
        ("xml", f'<s:E xmlns:s="u"><no>7</no><s:Password Type="x">{SECRET}</s:Password></s:E>'),
        ("xml", f'<a token="{SECRET}"><no>7</no></a>'),
        ("csv", f"no,password\n7,{SECRET}\n"),
    ],
)
def test_a_secret_field_is_blank_in_the_tree_and_the_rest_is_as_it_was(format_: str, payload: str) -> None:
    tree = formats.reader(format_).read(payload.encode(), {})

    seen = values(redacted(tree, secret_nodes(tree)))

    assert "7" in seen
    assert BLANK in seen
    assert not any(SECRET in value or DIGEST in value for value in seen)


@pytest.mark.parametrize(
    "text",
    [
        '{"sign": "+", "token": null, "secretary": "Li", "signed_by": "Wang", "passed": "1"}',
        "the token is unknown or was used; ask the operator for a new one",
        "<Signature>kept</Signature>",
        "send `Authorization: Bearer <token>` with it",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(text: str) -> None:
    assert blank_text(text) == text
    assert blank(text.encode()) == text.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        f'{{"name": "钢卷", "accessToken" : "{SECRET}"}}',
        f"<a><名称>钢卷</名称><wsse:Password Type='t'><![CDATA[{SECRET}]]></wsse:Password></a>",
        f"method=stock&name=钢卷&sign={DIGEST}&app_secret={SECRET}",
        f'{{"body": "{{\\"name\\":\\"钢卷\\",\\"apiKey\\":\\"{SECRET}\\"}}"}}',
        f"Authorization: Bearer {SECRET}\r\n\r\n钢卷",
        f"amqp://hub:{SECRET}@broker:5672/钢卷",
    ],
)
def test_bytes_are_blanked_in_place_in_every_encoding(text: str, encoding: str) -> None:
    payload = text.encode(encoding)

    blanked = blank(payload)

    assert len(blanked) == len(payload)
    assert SECRET.encode(encoding)[-6:] not in blanked
    assert DIGEST.encode("ascii") not in blanked
    assert "钢卷" in blanked.decode(encoding)


@pytest.mark.parametrize("payload", [b"\xff\x00\x01", b"\x00", b"<script>\xff\x00", bytes(range(256))])
def test_bytes_that_are_no_text_stay_what_they_are(payload: bytes) -> None:
    assert blank(payload) == payload


def test_an_error_that_quotes_a_secret_quotes_it_no_more() -> None:
    payload = f'{{"password": "{SECRET}", "qty": }}'.encode()
    error = Unreadable(f"nothing fits behind {SECRET}", cause="json.malformed", place="line 1")

    said = scrubbed(error, payload)

    assert (said.text, said.cause, said.place) == (f"nothing fits behind {BLANK}", error.cause, "line 1")
    assert type(said) is Unreadable


def test_no_line_of_a_log_bears_a_secret_its_traceback_neither() -> None:
    try:
        raise ValueError(f"postgresql+psycopg://hub:{SECRET}@db/hub does not answer")
    except ValueError as error:
        record = logging.LogRecord("hub", 40, "f", 1, "password=%s", (SECRET,), (ValueError, error, None))

    line = Blanking("%(message)s").format(record)

    assert SECRET not in line
    assert "does not answer" in line


def test_personal_fields_are_masked_wherever_they_stand_in_a_body() -> None:
    driver = {"name": "张三", "phone": "13812345678"}
    body = msgspec.json.encode({"driver": driver, "lots": [{"owner": "Li", "lot": "L1"}]})

    masked = msgspec.json.decode(masked_body(body, ("driver", "lots[].owner")))

    assert masked["driver"] == {"name": "张*", "phone": "138******78"}
    assert masked["lots"] == [{"owner": "L*", "lot": "L1"}]
    assert masked_body(body, ()) == body
    assert mask("") == ""
