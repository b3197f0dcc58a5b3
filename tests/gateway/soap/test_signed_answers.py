"""Where a contract asks for it, what the door answers is signed, so that another program verifies it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from adapters.wiring.hub import Hub
from core.hub.arrivals import Arrival
from gateway.soap.words import DS, MEDIA, OURS, SOAP_11, SOAP_12, WSU
from tests.adapters.as2.houses import certificate_pem, house, secret_of
from tests.gateway.soap.asking import Speaker, envelope, in_clear, submission
from tests.gateway.soap.conftest import publish
from tests.hub_world import slip
from tests.patience import PATIENCE_S
from tests.programs import run
from tests.servers.errors import ServerMissing
from tests.servers.fixtures import do_without
from tests.servers.programs import program

SLIP = slip("in", "IN-1", ("L1", "10"))
SIGNED = "soap: {wait_s: 0, answer_secret_file: soap-hub}\n"
QUERY = f'<QueryStatus xmlns="{OURS}"><id>9/9</id></QueryStatus>'


@pytest.fixture
def signing(hub: Hub, tmp_path: Path) -> Path:
    """The file of our key; the contract asks for signed answers."""
    secrets = hub.home / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "soap-hub").write_bytes(secret_of(house("hub")))
    publish(hub, tmp_path, SIGNED)
    return secrets / "soap-hub"


def answered(door: Speaker, body: str, soap: str) -> bytes:
    content = envelope(body, soap=soap, header=in_clear(door.machine))
    headers = {"Content-Type": MEDIA[soap], "SOAPAction": '""'}
    return httpx.post(door.address, content=content, headers=headers, timeout=PATIENCE_S).content


def verified(folder: Path, answer: bytes, soap: str) -> bool:
    """As xmlsec1 finds it, with the certificate that the partner has of us."""
    try:
        command = program("xmlsec1", "xmlsec1")
    except ServerMissing as missing:
        do_without(missing)
        raise
    (folder / "answer.xml").write_bytes(answer)
    (folder / "hub.pem").write_text(certificate_pem(house("hub")))
    ids = ["--id-attr:Id", f"{soap}:Body", "--id-attr:Id", f"{WSU}:Timestamp"]
    key = ["--pubkey-cert-pem", str(folder / "hub.pem"), "--enabled-key-data", "key-name,raw-x509-cert,rsa"]
    return run([command, "--verify", *ids, *key, str(folder / "answer.xml")]).returncode == 0


@pytest.mark.servers
@pytest.mark.usefixtures("signing")
@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_an_answer_and_a_fault_are_signed_as_xmlsec1_verifies(
    door: Speaker, tmp_path: Path, soap: str
) -> None:
    taken = f'<SubmitDocument xmlns="{OURS}">{submission(SLIP)}</SubmitDocument>'

    for body, word in ((taken, b"SubmitDocumentResponse"), (QUERY, b"soap.unknown")):
        answer = answered(door, body, soap)
        assert word in answer
        assert verified(tmp_path, answer, soap)
        assert not verified(tmp_path, answer.replace(word, word.swapcase()), soap)


@pytest.mark.usefixtures("signing")
def test_who_is_not_known_and_who_did_not_ask_get_no_signature(
    door: Speaker, hub: Hub, tmp_path: Path
) -> None:
    stranger = envelope(QUERY, soap=SOAP_11)
    assert DS.encode() not in httpx.post(door.address, content=stranger, timeout=PATIENCE_S).content

    publish(hub, tmp_path)
    assert DS.encode() not in answered(door, QUERY, SOAP_11)


def test_while_our_key_is_away_nothing_is_taken(door: Speaker, hub: Hub, signing: Path) -> None:
    for broken in (lambda: signing.write_text("no key"), signing.unlink):
        broken()
        said = door.submit(SLIP)
        assert (said.status, said.text("outcome")) == (503, "unavailable")
        assert str(signing) not in said.text("problem/text")
    assert [row for row in hub.store.rows(Arrival, limit=9) if row.kind == "document"] == []
