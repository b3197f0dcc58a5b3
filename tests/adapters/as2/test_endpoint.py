"""A signed receipt with our MIC is the proof that they have it, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.as2.endpoint import make_endpoint, message_id_of, weaknesses
from core.hub.endpoints import InDoubt
from core.kernel.errors import Refused, Unavailable
from tests.adapters.as2.houses import an_as2_send, certificate_pem, house, secret_of
from tests.adapters.as2.server import As2Partner
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD

US, THEM, EVE = house("us"), house("them"), house("eve")
NO_KEY = b"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----"
GOOD = "https://as2.bank.test/in?from=LQ&to=BANK"


@pytest.fixture
def partner() -> Iterator[As2Partner]:
    partner = As2Partner()
    yield partner
    partner.leave()


def send(partner: As2Partner) -> str:
    return partner.endpoint.send(NAME, PAYLOAD, HEADERS).text


def test_what_they_took_is_what_we_sent_and_their_receipt_says_so(partner: As2Partner) -> None:
    assert send(partner) == "processed, MIC held"

    [said] = partner.requests
    assert (said["as2-from"], said["as2-to"], said["as2-version"]) == ("LQ", '"THE BANK"', "1.2")
    assert said["message-id"].startswith("<5f0c1f0e.")
    assert said["content-type"].startswith("application/pkcs7-mime; smime-type=enveloped-data")


def test_a_receipt_of_other_bytes_is_a_no(partner: As2Partner) -> None:
    partner.mic = b"\x00" * 32

    with pytest.raises(Refused, match="other bytes"):
        send(partner)


@pytest.mark.parametrize("why", ["authentication-failed", "decryption-failed", "integrity-check-failed"])
def test_a_receipt_that_says_no_is_a_no(partner: As2Partner, why: str) -> None:
    partner.disposition = f"processed/error: {why}"

    with pytest.raises(Refused, match=why):
        send(partner)


def test_a_receipt_that_says_not_now_is_later(partner: As2Partner) -> None:
    partner.disposition = "processed/error: unexpected-processing-error"

    with pytest.raises(Unavailable) as raised:
        send(partner)

    assert not isinstance(raised.value, InDoubt)


def test_a_receipt_that_says_again_is_a_yes(partner: As2Partner) -> None:
    partner.disposition = "processed/warning: duplicate-document"

    assert "duplicate" in send(partner)


def test_a_receipt_that_proves_nothing_leaves_it_in_doubt(partner: As2Partner) -> None:
    for key, message_id, algorithm in (
        (EVE, "", ""), (None, "", ""), (THEM, "<other@x>", ""), (THEM, "", "sha-512"),
    ):  # fmt: skip
        partner.own, partner.message_id, partner.algorithm = key, message_id, algorithm
        with pytest.raises(InDoubt):
            send(partner)


def test_where_the_receipt_comes_later_their_2xx_is_what_we_know(partner: As2Partner) -> None:
    address = f"{partner.address}&receipt=async"
    made = make_endpoint(an_as2_send(address, THEM, receipts_at="https://hub.test/as2/v1"), secret_of(US))

    assert "later" in made.send(NAME, PAYLOAD, HEADERS).text
    assert partner.requests[0]["receipt-delivery-option"] == "https://hub.test/as2/v1"


def test_their_certificate_that_is_over_is_told_before_anything_leaves(partner: As2Partner) -> None:
    old = house("old", until=datetime(2024, 1, 1, tzinfo=UTC))
    made = make_endpoint(an_as2_send(partner.address, old), secret_of(US))

    with pytest.raises(Unavailable, match="in force"):
        made.send(NAME, PAYLOAD, HEADERS)

    assert partner.requests == []


def test_an_answer_that_is_packed_wrongly_leaves_it_in_doubt(partner: As2Partner) -> None:
    partner.mood("garbles")

    with pytest.raises(InDoubt, match="no whole answer"):
        partner.endpoint.send(NAME, PAYLOAD, HEADERS)


def test_the_same_send_has_the_same_message_id() -> None:
    assert message_id_of("5f0c", b"\x01\x02", "LQ hub") == "<5f0c.0102@LQ-hub>"


@pytest.mark.parametrize(
    "address",
    [
        "http://as2.bank.test/in?from=LQ&to=BANK",
        "https://as2.bank.test/in?from=LQ",
        "https://as2.bank.test/in?from=LQ&to=B%0d%0aX:y",
        f"{GOOD}&encrypt=rc2",
        f"{GOOD}&encrypt=3des",
        f"{GOOD}&sign=sha1",
        f"{GOOD}&receipt=async",
        f"{GOOD}&colour=red",
        "https://as2.bank.test:99999/in?from=LQ&to=BANK",
        "https://as2.bank.test",
    ],
)
def test_an_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        make_endpoint(an_as2_send(address, THEM), secret_of(US))


def test_keys_that_are_none_or_too_short_are_refused() -> None:
    short = house("short", bits=1024)
    for receiver, secret in (
        (THEM, b""), (THEM, certificate_pem(US).encode()), (THEM, NO_KEY),
        (short, secret_of(US)), (THEM, secret_of(short)),
    ):  # fmt: skip
        with pytest.raises(Refused):
            make_endpoint(an_as2_send(GOOD, receiver), secret)


def test_what_is_weak_is_told_for_the_audit() -> None:
    assert weaknesses(GOOD) == []
    assert weaknesses(f"{GOOD}&encrypt=3des&weak=yes") == ["as2 to BANK: encrypt=3des"]
    assert weaknesses(f"{GOOD}&encrypt=no") == ["as2 to BANK: encrypt=no"]
