"""A document by AS2 is taken once, from whom the contract names, by a signed receipt; no attack is a 500."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from adapters.as2.entity import made, of_request
from adapters.as2.enveloped import encrypt
from adapters.as2.keys import Own
from adapters.as2.packing import Packed, Paper, Way, pack
from adapters.as2.receipt import Receipt, Told, make_receipt, read_receipt
from core.hub.arrivals import Arrival
from core.hub.documents import Effect
from core.hub.endpoints import InDoubt
from core.hub.owed_receipts import OwedReceipt
from core.kernel.errors import Refused
from tests.adapters.as2.houses import PLAIN_WAY, certificate_pem, house
from tests.gateway.as2.conftest import As2Hub
from tests.hub_world import slip
from tests.patience import until

Pair = tuple[As2Hub, As2Hub]
SLIP = slip("in", "IN-1", ("L1", "10"))
HEADERS = {
    "send-id": "s-1", "message-id": "m-1", "type": "t", "key": "k", "media": "application/json",
    "sent-at": "1772452800",
}  # fmt: skip
MEDIA = (
    "", "multipart/signed", "multipart/signed; boundary=b1", "multipart/signed; boundary*=x'y'z", "a/b; =",
    "application/pkcs7-mime", "application/pkcs7-mime; smime-type=compressed-data",
    "multipart/report; boundary=b1",
)  # fmt: skip
NOW = datetime(2026, 11, 23, tzinfo=UTC)
NOISE = (
    b"", b"--b1\r\n\r\n--b1--", b"\x30\x80" * 3000, b"MIAG",
    b"--b1\r\nContent-Type: multipart/report\r\n\r\n--b1--",
)  # fmt: skip
WANTS = {
    "Disposition-Notification-To": "receipts@us.test",
    "Disposition-Notification-Options": "signed-receipt-protocol=required, pkcs7-signature;"
    " signed-receipt-micalg=required, sha-256, sha1",
}


def packed(hubs: Pair, *, own: Own | None = None, way: Way = PLAIN_WAY, document: bytes = SLIP) -> Packed:
    sender, receiver = hubs
    paper = Paper(payload=document, media="application/json", name="a.json")
    return pack(paper, own=own or sender.own, theirs=receiver.own.certificate, way=way)


def said(hubs: Pair, message_id: str = "<1@us>", **more: str) -> dict[str, str]:
    names = {"AS2-From": hubs[0].name, "AS2-To": f'"{hubs[1].name}"', "Message-ID": message_id}
    return {**names, **WANTS, **{name.replace("_", "-"): value for name, value in more.items()}}


def hand_in(hubs: Pair, content: Packed, message_id: str = "<1@us>", **more: str) -> httpx.Response:
    return hubs[1].post({**said(hubs, message_id, **more), **content.headers}, content.body)


def receipt_of(hubs: Pair, answer: httpx.Response) -> Receipt:
    assert answer.status_code == 200, answer.text
    return read_receipt(of_request(answer.headers, answer.content), [hubs[1].own.certificate], weak=False)


@pytest.mark.parametrize("words", ["", "&compress=yes", "&encrypt=aes128-gcm", "&sign=sha512"])
def test_one_hub_sends_and_the_other_has_it_byte_for_byte(hubs: Pair, words: str) -> None:
    sender, receiver = hubs

    text = sender.endpoint(receiver, words).send("a.json", SLIP, HEADERS).text

    assert text == "processed, MIC held"
    assert receiver.documents() == [SLIP]
    [row] = receiver.hub.store.rows(Arrival, limit=9)
    assert (row.door, row.source, row.site, row.name) == ("as2", "slips", "W1", "a.json")
    assert "message_id" in msgspec.json.decode(row.facts)
    receiver.work()
    assert len(receiver.hub.store.rows(Effect, limit=9)) == 1


def test_a_repeat_is_taken_once_and_answered_by_the_same_receipt(hubs: Pair) -> None:
    first = hand_in(hubs, packed(hubs))
    again = hand_in(hubs, packed(hubs))

    assert again.content == first.content
    assert again.headers["message-id"] == first.headers["message-id"]
    assert receipt_of(hubs, again).mic == packed(hubs).mic
    assert hubs[1].documents() == [SLIP]


def test_a_replay_under_another_message_id_has_no_second_effect(hubs: Pair) -> None:
    """The Message-ID is in no signature: what was listened to can be handed in anew, and says the same."""
    for number in (1, 2):
        hand_in(hubs, packed(hubs), f"<{number}@us>")
    hubs[1].work()

    assert len(hubs[1].hub.store.rows(Effect, limit=9)) == 1


def test_one_message_id_for_other_bytes_is_a_no(hubs: Pair) -> None:
    hand_in(hubs, packed(hubs))

    answer = hand_in(hubs, packed(hubs, document=SLIP.replace(b"IN-1", b"IN-2")))

    receipt = receipt_of(hubs, answer)
    assert (receipt.modifier, receipt.why, receipt.taken) == ("error", "message-id-conflict", False)
    assert hubs[1].documents() == [SLIP]


def test_a_stranger_s_key_an_altered_body_and_what_nobody_signed_are_refused_by_receipt(hubs: Pair) -> None:
    eve, sealed = house("eve"), packed(hubs)
    middle = len(sealed.body) // 2
    altered = sealed.body[:middle] + bytes((sealed.body[middle] ^ 1,)) + sealed.body[middle + 1 :]
    inner = made({"Content-Type": "application/json"}, SLIP)
    unsigned = encrypt(inner, hubs[1].own.certificate)
    for content, why in (
        (packed(hubs, own=eve), "decryption-failed"),
        (Packed(headers=sealed.headers, body=altered, mic=b""), "decryption-failed"),
        (Packed(headers=sealed.headers, body=unsigned, mic=b""), "decryption-failed"),
        (packed(hubs, way=Way(cipher="")), "insufficient-message-security"),
        (packed(hubs, own=eve, way=Way(cipher="")), "authentication-failed"),
        (packed(hubs, way=Way(cipher="3des")), "unsupported-format"),
        (
            Packed(headers={"Content-Type": "application/json"}, body=SLIP, mic=b""),
            "insufficient-message-security",
        ),
    ):
        receipt = receipt_of(hubs, hand_in(hubs, content))
        assert (receipt.taken, receipt.why, receipt.mic) == (False, why, b"")

    assert hubs[1].documents() == []


def test_what_was_refused_may_come_again_as_it_should(hubs: Pair) -> None:
    hand_in(hubs, packed(hubs, own=house("eve")))

    assert receipt_of(hubs, hand_in(hubs, packed(hubs))).taken


def test_whom_no_contract_names_is_told_before_its_body_is_read(hubs: Pair) -> None:
    content = packed(hubs)
    for wrong in ({"AS2-From": "EVE"}, {"AS2-To": "NOBODY"}):
        answer = hubs[1].post({**said(hubs), **content.headers, **wrong}, content.body)
        assert (answer.status_code, answer.json()["cause"]) == (403, "as2.unknown")
    for missing in ("AS2-From", "AS2-To", "Message-ID"):
        headers = {name: value for name, value in said(hubs).items() if name != missing}
        assert hubs[1].post({**headers, **content.headers}, content.body).status_code == 400
    assert hubs[1].post({**said(hubs), **content.headers}, b"x" * 17_000_000).status_code == 413


def test_a_line_whose_key_is_away_says_later_and_nothing_of_this_machine(hubs: Pair) -> None:
    (hubs[1].hub.home / "secrets" / "as2").unlink()

    answer = hand_in(hubs, packed(hubs))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert str(hubs[1].hub.home) not in answer.text


def test_who_asks_for_no_receipt_gets_none_and_who_asks_for_none_signed_gets_it_unsigned(hubs: Pair) -> None:
    content = packed(hubs)
    names = {name: value for name, value in said(hubs).items() if not name.startswith("Disposition")}
    assert hubs[1].post({**names, **content.headers}, content.body).content == b""

    plain = {**names, "Disposition-Notification-To": "x", **content.headers}
    assert hubs[1].post(plain, content.body).headers["content-type"].startswith("multipart/report")


def test_a_receipt_goes_later_to_an_address_of_the_contract_and_to_no_other(
    hubs: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    sender, receiver = hubs
    back = sender.endpoint(receiver, "&receipt=async", receipts_at=sender.address)
    with pytest.raises(InDoubt, match="400"):
        back.send("a.json", SLIP, HEADERS)
    assert receiver.documents() == []

    receiver.meet(sender, receipts_at=[sender.address])
    with caplog.at_level("INFO", "lianqiao.as2"):
        assert "later" in back.send("a.json", SLIP, HEADERS).text
        until(lambda: "wms/s-1: their late receipt says processed, MIC held" in caplog.text, "the receipt")

    assert receiver.documents() == [SLIP]
    assert sender.told() == []


def test_a_late_receipt_is_awaited_and_ends_its_waiting(hubs: Pair) -> None:
    sender, receiver = hubs
    receiver.meet(sender, receipts_at=[sender.address])
    back = sender.endpoint(receiver, "&receipt=async", receipts_at=sender.address)
    assert back.send("a.json", SLIP, HEADERS).receipt_within_s == 4 * 3600
    assert sender.endpoint(receiver).send("a.json", SLIP, HEADERS).receipt_within_s == 0

    row = OwedReceipt(send_id="s-1", endpoint="wms/as2", state="owed", due_at=NOW)
    with sender.hub.store.unit() as unit:
        unit.shelf(OwedReceipt).put(row)
    assert late(hubs, {"own": house("eve")}).status_code == 400
    assert sender.hub.store.rows(OwedReceipt, limit=9) == [row]
    assert late(hubs, {"mic": "A" * 43 + "=, sha-256"}).status_code == 204
    assert sender.hub.store.rows(OwedReceipt, limit=9) == []


def late(hubs: Pair, receipt: Mapping[str, object]) -> httpx.Response:
    """A receipt that the receiver sends to the sender's door; own: who signs it."""
    own = receipt.get("own", hubs[1].own)
    words = {"message_id": f"<s-1.{'00' * 32}@US>", "ours": "THE BANK", "disposition": "processed", "mic": "",
             "words": "so", **{name: said for name, said in receipt.items() if name != "own"}}  # fmt: skip
    kind, body = make_receipt(msgspec.convert(words, Told), own)  # type: ignore[arg-type]
    headers = {"AS2-From": '"THE BANK"', "AS2-To": "US", "Message-ID": "<r@bank>", "Content-Type": kind}
    return hubs[0].post(headers, body)


def test_a_late_receipt_that_says_no_or_has_another_mic_is_told_to_people_once(hubs: Pair) -> None:
    zeros = "A" * 43 + "=, sha-256"
    assert late(hubs, {"mic": zeros}).status_code == 204
    assert hubs[0].told() == []

    for receipt in ({"disposition": "processed/error: decryption-failed"}, {"mic": "B" + zeros[1:]}):
        for _ in "12":
            assert late(hubs, receipt).status_code == 204
    hubs[0].work()

    assert len(set(hubs[0].told())) == 1


def test_a_late_receipt_that_proves_nothing_is_refused(hubs: Pair) -> None:
    for receipt in ({"own": house("eve")}, {"own": None}, {"message_id": "<other@x>"}):
        assert late(hubs, receipt).status_code == 400
    assert hubs[0].told() == []


def test_their_new_certificate_counts_beside_the_old_one_and_over_ones_do_not(hubs: Pair) -> None:
    new = house("us-new")
    assert not receipt_of(hubs, hand_in(hubs, packed(hubs, own=new))).taken

    hubs[1].meet(hubs[0], certificates=[certificate_pem(hubs[0].own), certificate_pem(new)])
    assert receipt_of(hubs, hand_in(hubs, packed(hubs, own=new))).taken
    assert receipt_of(hubs, hand_in(hubs, packed(hubs), "<2@us>")).taken


def test_the_sender_hears_of_its_refusal(hubs: Pair) -> None:
    sender, receiver = hubs
    receiver.meet(sender, certificates=[certificate_pem(house("eve"))])

    with pytest.raises(Refused, match="decryption-failed"):
        sender.endpoint(receiver).send("a.json", SLIP, HEADERS)


def test_noise_is_no_500(hubs: Pair) -> None:
    for media in MEDIA:
        for body in NOISE:
            for coding in ("base64", "binary", "x"):
                headers = {**said(hubs), "Content-Type": media, "Content-Transfer-Encoding": coding}
                answer = hubs[1].post(headers, body)
                assert answer.status_code in (200, 400), (media, body, coding)
