"""Who speaks by SOAP proves it: by secret, digest, bearer token or signature; nothing is taken twice."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from msgspec.structs import replace

from adapters.wiring.hub import Hub
from core.hub.access import give_token
from core.hub.certificates import AGENT, Certificate
from core.hub.clients import revoke_client
from core.hub.digest_access import FRESH, UsedOnce, forget_used
from gateway.soap.words import DS, OURS, SOAP_11, SOAP_12, WSU
from tests.gateway.soap.asking import Answered, Speaker, as_digest, envelope, in_clear, security
from tests.gateway.soap.conftest import machine_of
from tests.gateway.soap.signing import holder_of, signed

# Whoever is let in is told that there is no such thing.
QUERY = f'<QueryStatus xmlns="{OURS}"><id>1/1</id></QueryStatus>'


def _is_in(answer: Answered) -> bool:
    if answer.text("problem/code") == "soap.unknown":
        return True
    assert (answer.status, answer.text("outcome")) in ((401, "not_proven"), (400, "not_taken"))
    assert answer.code in ("Client", "Sender")
    return False


def _ask(door: Speaker, header: str, *, soap: str = SOAP_11, **headers: str) -> Answered:
    return door.raw(envelope(QUERY, soap=soap, header=header), **headers)


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_a_machine_proves_itself_by_secret_by_digest_or_by_bearer_token(
    door: Speaker, hub: Hub, soap: str
) -> None:
    with hub.store.unit() as unit:
        token = give_token(unit, "wms")

    assert _is_in(_ask(door, in_clear(door.machine), soap=soap))
    assert _is_in(_ask(door, as_digest(door.machine), soap=soap))
    assert _is_in(_ask(door, "", soap=soap, Authorization=f"Bearer {token}"))


def test_a_wrong_proof_or_none_is_not_let_in(door: Speaker, hub: Hub) -> None:
    wrong = door.machine._replace(digest_password="wrong", secret="wrong")
    stranger = door.machine._replace(client_id="nobody-1")
    crossed = door.machine._replace(digest_password=door.machine.secret)

    for header in (
        "", security(""), in_clear(wrong), as_digest(wrong), in_clear(stranger), as_digest(stranger),
        as_digest(crossed), in_clear(door.machine) + in_clear(door.machine),
    ):  # fmt: skip
        assert not _is_in(_ask(door, header)), header
    assert not _is_in(_ask(door, "", Authorization="Bearer wrong"))
    assert not _is_in(_ask(door, in_clear(door.machine), Authorization="Bearer wrong"))
    with hub.store.unit() as unit:
        token = give_token(unit, "other")
    two = _ask(door, in_clear(door.machine), Authorization=f"Bearer {token}")
    assert two.text("problem/code") == "soap.two_speakers"


def test_a_revoked_machine_is_not_let_in_any_more(door: Speaker, hub: Hub) -> None:
    with hub.store.unit() as unit:
        revoke_client(unit, door.machine.client_id)

    assert not _is_in(_ask(door, in_clear(door.machine)))
    assert not _is_in(_ask(door, as_digest(door.machine)))


def test_a_nonce_is_good_once_however_it_is_written_and_while_it_is_fresh(door: Speaker, hub: Hub) -> None:
    header = as_digest(door.machine, nonce=b"n" * 16)
    written_otherwise = header.replace("bm4=", "bm5=").replace("bg==", "bh==")
    now = datetime.now(UTC)

    assert _is_in(_ask(door, header))
    assert _ask(door, header).text("problem/code") == "soap.replayed"
    assert written_otherwise != header
    assert _ask(door, written_otherwise).text("problem/code") in ("soap.replayed", "soap.nonce")
    for apart in (FRESH + timedelta(seconds=30), -FRESH - timedelta(seconds=30)):
        stale = _ask(door, as_digest(door.machine, created=now - apart))
        assert stale.text("problem/code") == "soap.not_fresh"
    assert len(hub.store.rows(UsedOnce, limit=9)) == 1
    assert forget_used(hub.store, now) == 0
    assert forget_used(hub.store, now + timedelta(hours=1)) == 1


def test_a_digest_without_nonce_or_with_a_moment_that_is_none_is_told_so(door: Speaker) -> None:
    header = as_digest(door.machine)
    without = header.replace(header[header.index("<wsse:Nonce>") : header.index("<wsu:Created>")], "")
    nonce_alone = in_clear(door.machine, more="<wsse:Nonce>bg==</wsse:Nonce>")
    unwritten = in_clear(door.machine, more="<wsu:Created>soon</wsu:Created>")

    assert _ask(door, without).text("problem/code") == "soap.digest"
    assert _ask(door, unwritten).text("problem/code") == "soap.created"
    assert _is_in(_ask(door, nonce_alone))


def test_a_signature_over_body_and_timestamp_is_a_proof_good_once(door: Speaker, hub: Hub) -> None:
    content = signed(QUERY, holder_of(hub, "wms"))

    assert _is_in(door.raw(content))
    assert door.raw(content).text("problem/code") == "soap.replayed"


def test_an_equal_signature_of_the_same_message_is_a_replay_too(door: Speaker, hub: Hub) -> None:
    """(r, s) and (r, n - s) both fit: it is what was signed that counts."""
    content = signed(QUERY, holder_of(hub, "wms"))
    assert _is_in(door.raw(content))
    root = etree.fromstring(content)
    [value] = root.iter(f"{{{DS}}}SignatureValue")
    raw = base64.b64decode(value.text or "")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    other = order - int.from_bytes(raw[32:], "big")
    value.text = base64.b64encode(raw[:32] + other.to_bytes(32, "big")).decode()

    assert door.raw(etree.tostring(root)).text("problem/code") == "soap.replayed"


def test_what_was_changed_or_is_not_covered_is_not_taken(door: Speaker, hub: Hub) -> None:
    holder = holder_of(hub, "wms")
    changed = signed(QUERY, holder).replace(b"<id>1/1</id>", b"<id>1/2</id>")
    longer = signed(QUERY, holder).replace(b"<wsu:Expires>2", b"<wsu:Expires>3")
    body_alone = signed(QUERY, holder, parts=("Body",))
    time_alone = signed(QUERY, holder, parts=("Timestamp",))
    old = signed(QUERY, holder, made=datetime.now(UTC) - FRESH - timedelta(minutes=1))
    weak = signed(QUERY, holder, method="http://www.w3.org/2000/09/xmldsig#rsa-sha1")

    codes = [
        door.raw(one).text("problem/code") for one in (changed, longer, body_alone, time_alone, old, weak)
    ]

    assert codes == [
        "soap.digest", "soap.digest", "soap.uncovered", "soap.uncovered", "soap.not_fresh", "soap.algorithm",
    ]  # fmt: skip


def test_a_body_that_was_moved_aside_and_replaced_is_not_taken(door: Speaker, hub: Hub) -> None:
    """Signature wrapping: the signed body stands in a header, and another where bodies stand."""
    root = etree.fromstring(signed(QUERY, holder_of(hub, "wms")))
    body, header = root[1], root[0]
    moved = etree.SubElement(header, "{urn:a}Wrapper")
    moved.append(body)
    other = etree.SubElement(root, f"{{{SOAP_11}}}Body")
    other.append(etree.fromstring(QUERY.replace("1/1", "2/2")))

    without_id = door.raw(etree.tostring(root))
    other.set(f"{{{WSU}}}Id", "Body")
    same_id = door.raw(etree.tostring(root))

    assert without_id.text("problem/code") == "soap.uncovered"
    assert same_id.text("problem/code") == "soap.id_twice"


def test_only_a_partner_s_certificate_in_force_signs(door: Speaker, hub: Hub) -> None:
    agent, nobody, revoked = holder_of(hub, "wh-1", AGENT), holder_of(hub, "stranger"), holder_of(hub, "wms")
    with hub.store.unit() as unit:
        row = unit.shelf(Certificate).get(revoked.serial)
        assert row is not None
        unit.shelf(Certificate).put(replace(row, revoked_at=unit.now))
    forged = holder_of(hub, "wms")._replace(key=ec.generate_private_key(ec.SECP256R1()))

    assert door.raw(signed(QUERY, agent)).text("problem/code") == "soap.certificate"
    assert door.raw(signed(QUERY, nobody)).text("problem/code") == "soap.certificate"
    assert "revoked" in door.raw(signed(QUERY, revoked)).text("problem/text")
    assert door.raw(signed(QUERY, forged)).text("problem/code") == "soap.signature"


def test_a_machine_of_another_partner_finds_nothing_of_ours(door: Speaker, hub: Hub) -> None:
    door.submit(b"{}")
    other = Speaker(door.address, machine_of(hub, "other"))

    assert other.ask("QueryStatus", "<id>1/1</id>").text("problem/code") == "soap.unknown"
    assert (
        other.ask("QueryStatus", "<idempotencyKey>k1</idempotencyKey>").text("problem/code") == "soap.unknown"
    )
    assert other.ask("FetchAnswers", "").texts("answer/name") == []
    other.http.close()
