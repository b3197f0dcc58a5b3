"""A mail says in plain words what happened, carries the document, and is known again by its Message-ID."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from adapters.mail.endpoint import dot_stuffed, make_endpoint
from core.hub.endpoints import InDoubt
from core.kernel.errors import Refused, Unavailable
from tests.contracts.moods import a_send
from tests.contracts.partners import MailPartner
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD


@pytest.fixture
def partner() -> Iterator[MailPartner]:
    partner = MailPartner()
    yield partner
    partner.leave()


def the_mail(partner: MailPartner) -> EmailMessage:
    [mail] = partner.mails
    parsed = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_the_message_id_comes_from_our_id(partner: MailPartner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    assert the_mail(partner)["Message-ID"] == "<5f0c1f0e@lianqiao.test>"


def test_a_person_reads_the_fields_and_finds_the_document_attached(partner: MailPartner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    mail = the_mail(partner)
    body = mail.get_body()
    assert body is not None
    assert "text: 10.50 t 离库" in body.get_content()
    assert mail["Subject"] == "alert.opened.v1 C01:W1/批次 7"
    [attached] = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_payload(decode=True)) == (NAME, PAYLOAD)


def test_all_receivers_are_named(partner: MailPartner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    assert [line for line in partner.lines if line.upper().startswith("RCPT")] == [
        "rcpt TO:<li@bank.test>",
        "rcpt TO:<wang@bank.test>",
    ]


def test_a_key_with_a_line_break_makes_no_header_of_its_own(partner: MailPartner) -> None:
    partner.endpoint.send(NAME, PAYLOAD, {**HEADERS, "key": "x\r\nBcc: thief@evil.test"})

    mail = the_mail(partner)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "alert.opened.v1 x Bcc: thief@evil.test"


def test_no_line_of_a_mail_ends_it() -> None:
    assert dot_stuffed(b".a\r\n.\r\nb.\r\n") == b"..a\r\n..\r\nb.\r\n"


def test_4xx_is_later_and_5xx_is_never(partner: MailPartner) -> None:
    partner.mood("busy")
    with pytest.raises(Unavailable, match="451 later"):
        partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    partner.mood("refuses")
    with pytest.raises(Refused, match="550 not you"):
        partner.endpoint.send(NAME, PAYLOAD, HEADERS)


def test_a_line_cut_before_the_body_is_no_doubt(partner: MailPartner) -> None:
    partner.mood("cuts_before")

    with pytest.raises(Unavailable) as raised:
        partner.endpoint.send(NAME, PAYLOAD, HEADERS)

    assert not isinstance(raised.value, InDoubt)


@pytest.mark.parametrize(
    "address",
    [
        "http://mail.test?from=a@b.c&to=d@e.f",
        "smtp://mail.test:99999?from=a@b.c&to=d@e.f",
        "smtp://mail.test?to=d@e.f",
        "smtp://mail.test?from=a@b.c",
        "smtp://mail.test?from=a@b.c&to=d@e.f%0d%0aBcc:x@y.z",
        "smtp://mail.test?from=a@b.c&to=d@e.f&tls=none",
    ],
)
def test_an_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        make_endpoint(a_send("mail", address), b"")


def test_a_mail_names_its_message_s_trace_in_a_header(partner: MailPartner) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"

    partner.endpoint.send(NAME, PAYLOAD, {**HEADERS, "traceparent": trace})

    assert the_mail(partner)["traceparent"] == trace
