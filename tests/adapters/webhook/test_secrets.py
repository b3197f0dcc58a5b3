"""A webhook's secret is changed while both hold, and whoever knows one of the two finds its signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.webhook.endpoint import make_endpoint
from adapters.webhook.secrets import Secret, read_secrets, rotated
from core.kernel.errors import Refused
from tests.contracts.hook_partner import SECRET, HookPartner
from tests.contracts.moods import a_send
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD

# The moment that the headers of the contract suite say.
SENT_AT = datetime.fromtimestamp(int(HEADERS["sent-at"]), UTC)


@pytest.fixture
def partner() -> Iterator[HookPartner]:
    partner = HookPartner()
    yield partner
    partner.leave()


def signatures(partner: HookPartner, file: bytes) -> dict[str, str]:
    """What a send by this secret file says: id of the secret, its signature."""
    make_endpoint(a_send("webhook", partner.address), file).send(NAME, PAYLOAD, HEADERS)
    headers, _ = partner.requests[-1]
    return dict(zip(headers["Lianqiao-Secret"].split(), headers["webhook-signature"].split(), strict=True))


def signed(key: bytes) -> str:
    text = b".".join((HEADERS["send-id"].encode(), HEADERS["sent-at"].encode(), PAYLOAD))
    return f"v1,{base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()}"


def test_during_a_change_both_secrets_sign_and_a_header_names_which(partner: HookPartner) -> None:
    file, new = rotated(SECRET, until=SENT_AT + timedelta(hours=1), at=SENT_AT)

    said = signatures(partner, file)

    known = read_secrets(file)
    assert new.encode() == file.splitlines()[0]
    assert said == {
        known.present.id: signed(known.present.key),
        known.before[0].id: signed(read_secrets(SECRET).present.key),
    }
    assert next(iter(said)) == known.present.id, "the new one first"


def test_after_its_time_the_one_before_signs_no_more(partner: HookPartner) -> None:
    file, _ = rotated(SECRET, until=SENT_AT, at=SENT_AT - timedelta(hours=1))

    assert list(signatures(partner, file)) == [read_secrets(file).present.id]


def test_a_secret_keeps_its_id_however_it_is_written() -> None:
    key = base64.b64decode(SECRET.removeprefix(b"whsec_"))

    assert read_secrets(SECRET).present.id == read_secrets(b" " + key + b"\n").present.id
    assert Secret(key).id not in base64.b64encode(key).decode()


def test_changed_twice_the_first_holds_as_long_as_it_was_promised() -> None:
    once, _ = rotated(SECRET, until=SENT_AT + timedelta(hours=5), at=SENT_AT)
    twice, _ = rotated(once, until=SENT_AT + timedelta(hours=9), at=SENT_AT)

    known = read_secrets(twice)

    assert [one.until for one in known.before] == [SENT_AT + timedelta(hours=9), SENT_AT + timedelta(hours=5)]
    assert len(known.at(SENT_AT + timedelta(hours=6))) == 2


def test_an_empty_file_gets_its_first_secret() -> None:
    file, new = rotated(b"", until=SENT_AT, at=SENT_AT)

    assert file.decode() == f"{new}\n"
    assert len(read_secrets(file).present.key) == 32


@pytest.mark.parametrize(
    "file",
    [b"", b"\n", b"short", b"whsec_??", SECRET + b"\nwhsec_x", SECRET + b"\n2026-01-01T00:00:00 " + SECRET],
)
def test_a_file_that_is_none_is_refused_without_saying_what_stands_in_it(file: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_secrets(file)

    assert SECRET.decode() not in refused.value.text
