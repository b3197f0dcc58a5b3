"""Every endpoint against a partner that really listens: what it declares of `repeat` it must show here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from adapters.as2.endpoint import REPEATS as AS2_REPEATS
from adapters.file.endpoint import REPEATS as FILE_REPEATS
from adapters.mail.endpoint import REPEATS as MAIL_REPEATS
from adapters.rest.endpoint import REPEATS as REST_REPEATS
from adapters.sftp.endpoint import REPEATS as SFTP_REPEATS
from adapters.sftp_home.endpoint import REPEATS as HOME_REPEATS
from adapters.soap.endpoint import REPEATS as SOAP_REPEATS
from adapters.webhook.endpoint import REPEATS as WEBHOOK_REPEATS
from core.hub.endpoints import InDoubt
from core.kernel.errors import Refused, Unavailable
from tests.contracts.partners import Partner, open_partner

NAME = "0000000007-5f0c1f0e.json"
PAYLOAD = '{"document":"5f0c1f0e","text":"10.50 t 离库\\n.\\n.."}'.encode()
HEADERS = {
    "send-id": "5f0c1f0e",
    "message-id": "m-1",
    "type": "alert.opened.v1",
    "key": "C01:W1/批次 7",
    "media": "application/json",
    "sent-at": "1772452800",
}
DECLARED = {
    "memory": ("ask", "never"), "webhook": WEBHOOK_REPEATS, "rest": REST_REPEATS, "mail": MAIL_REPEATS,
    "file": FILE_REPEATS, "soap": SOAP_REPEATS, "as2": AS2_REPEATS,
    "sftp": SFTP_REPEATS, "sftp-home": HOME_REPEATS,
}  # fmt: skip


def marks_of(kind: str) -> list[pytest.MarkDecorator]:
    """Of a partner whose server the run starts."""
    return [pytest.mark.servers] if kind == "sftp" else []


def kind_of(kind: str) -> ParameterSet:
    return pytest.param(kind, marks=marks_of(kind))


SFTP = kind_of("sftp")


@pytest.fixture(params=[kind_of(kind) for kind in DECLARED])
def partner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Partner]:
    with open_partner(request.param, tmp_path, request) as one:
        yield one


def send(partner: Partner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, HEADERS)


def test_a_send_arrives_byte_for_byte(partner: Partner) -> None:
    send(partner)

    assert partner.took() == [PAYLOAD]


def test_a_partner_who_is_not_there_took_nothing_for_sure(partner: Partner) -> None:
    partner.leave()

    with pytest.raises(Unavailable) as raised:
        send(partner)

    assert not isinstance(raised.value, InDoubt)


@pytest.mark.parametrize("partner", ["memory", "webhook", "rest", "mail", "soap", "as2"], indirect=True)
def test_a_busy_partner_took_nothing_for_sure(partner: Partner) -> None:
    partner.mood("busy")

    with pytest.raises(Unavailable) as raised:
        send(partner)

    assert not isinstance(raised.value, InDoubt)
    assert partner.took() == []


@pytest.mark.parametrize("partner", ["memory", "webhook", "rest", "mail", "soap", "as2"], indirect=True)
def test_what_the_partner_refuses_is_refused(partner: Partner) -> None:
    partner.mood("refuses")

    with pytest.raises(Refused):
        send(partner)

    assert partner.took() == []


def test_a_lost_answer_is_doubt(partner: Partner) -> None:
    partner.mood("loses_answer")

    with pytest.raises(InDoubt):
        send(partner)

    assert partner.took() == [PAYLOAD]


@pytest.mark.parametrize(
    ("partner", "repeat"),
    [pytest.param(kind, repeat, marks=marks_of(kind)) for kind, all_ in DECLARED.items() for repeat in all_],
    indirect=["partner"],
)
def test_what_is_declared_of_repeat_is_kept(partner: Partner, repeat: str) -> None:
    partner.mood("loses_answer")
    with pytest.raises(InDoubt):
        send(partner)
    partner.mood("calm")

    if repeat == "safe":
        send(partner)
    elif repeat == "ask":
        assert partner.endpoint.query(NAME, HEADERS) is not None

    assert partner.took() == [PAYLOAD]


@pytest.mark.parametrize("partner", ["memory", "webhook", "rest", "file", "sftp-home", SFTP], indirect=True)
def test_asking_before_it_arrived_says_that_it_did_not(partner: Partner) -> None:
    assert partner.endpoint.query(NAME, HEADERS) is None

    partner.mood("cuts_before")
    with pytest.raises(Unavailable):
        send(partner)
    partner.mood("calm")

    assert partner.endpoint.query(NAME, HEADERS) is None
    assert partner.took() == []


@pytest.mark.parametrize("partner", ["memory", "webhook", "rest", "file", "sftp-home", SFTP], indirect=True)
def test_asking_after_it_was_taken_away_still_finds_it(partner: Partner) -> None:
    send(partner)
    partner.took()

    assert partner.endpoint.query(NAME, HEADERS) is not None


def test_asking_a_partner_who_is_not_there_says_nothing(partner: Partner) -> None:
    partner.leave()

    with pytest.raises(Unavailable):
        partner.endpoint.query(NAME, HEADERS)
