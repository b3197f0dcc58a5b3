"""Sealed files through the door: opened, kept as they came and answered; what leaves is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import msgspec
import pytest

from adapters.wiring.endpoints import ContractDestinations
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.endpoints import MEDIA, SEND_ID, SENT_AT
from core.kernel.errors import Unreadable
from tests.adapters.pgp.gpg_partner import Gpg, partners
from tests.adapters.wiring.test_endpoints import a_send_to
from tests.gateway.sftp.homes import HEAD, ROWS, SftpHouse
from tests.hub_world import slip

pytestmark = pytest.mark.servers
SLIP = slip("in", "IN-1", ("L1", "10"))
SENDS = """sends:
  - {name: out, adapter: sftp-home, address: "home:out", types: [ack.v1], repeat: ask, pgp: true}
"""


@pytest.fixture(scope="module")
def pair() -> Iterator[list[Gpg]]:
    with partners("hub", "bank", "eve") as made:
        yield made


@pytest.fixture
def sealing(house: SftpHouse, pair: list[Gpg]) -> SftpHouse:
    """The house with the hub's key in its secrets."""
    hub, _, _ = pair
    secrets = house.hub.home / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "pgp").write_bytes(hub.secret)
    (secrets / "pgp-words").write_text(f"{hub.passphrase}\n")
    return house


def terms(bank: Gpg, *, pgp: str = "required") -> str:
    """What the contract says of it."""
    keys = {"secret_file": "pgp", "passphrase_file": "pgp-words", "theirs": [bank.public]}
    drops = f"drops:\n  - {{source: slips, site: W1, stable_s: 30, pgp: {pgp}}}\n"
    return f"\npgp: {json.dumps(keys)}\n{drops}{SENDS}"


def facts(house: SftpHouse) -> dict[str, str]:
    rows = [row for row in house.hub.store.rows(Arrival, limit=99) if row.kind == "document"]
    said: dict[str, str] = msgspec.json.decode(rows[-1].facts)
    return said


def test_a_sealed_drop_is_opened_booked_and_kept_as_it_came(sealing: SftpHouse, pair: list[Gpg]) -> None:
    hub, bank, _ = pair
    sealing.publish(terms(bank))
    sealed = bank.sealed(hub, SLIP)

    sealing.drop("slip.json.pgp", sealed)
    sealing.turn()

    ack = sealing.ack("slip.json.pgp")
    assert (ack.outcome, ack.sha256, ack.bytes) == ("done", sha256(sealed).hexdigest(), len(sealed))
    assert sealing.taken() == [("slip.json.pgp", SLIP)]
    said = facts(sealing)
    assert said["pgp_signer"] == bank.fingerprint
    assert sealing.hub.blobs.get(said["pgp_file"]) == sealed


def test_a_stranger_s_or_a_clear_file_is_kept_as_it_is_and_answered(
    sealing: SftpHouse, pair: list[Gpg]
) -> None:
    hub, bank, eve = pair
    sealing.publish(terms(bank))

    for name, payload, why in (
        ("a.pgp", eve.sealed(hub, SLIP), "signed by none of the keys"),
        ("slip.json", SLIP, "no message of OpenPGP"),
    ):
        sealing.drop(name, payload)
        sealing.turn()
        ack = sealing.ack(name)
        assert (ack.outcome, ack.faults[0].cause) == ("unreadable", "file.broken")
        assert why in ack.faults[0].text
        assert (name, payload) in sealing.taken()
    assert sealing.hub.store.rows(StoredDocument, limit=9) == []


def test_while_our_key_is_away_what_lies_there_waits_and_comes_when_it_is_back(
    sealing: SftpHouse, pair: list[Gpg]
) -> None:
    hub, bank, _ = pair
    sealing.publish(terms(bank))
    secret = sealing.hub.home / "secrets" / "pgp"
    secret.write_text("no key")
    sealing.drop("slip.json.pgp", bank.sealed(hub, SLIP))
    assert sealing.turn(after_s=3600) == 0
    secret.unlink()
    assert sealing.turn(after_s=3600) == 0
    assert sealing.files().listdir("/in") == ["slip.json.pgp"]

    secret.write_bytes(hub.secret)
    assert sealing.turn(after_s=3600) == 1
    assert sealing.ack("slip.json.pgp").outcome == "done"


def test_where_it_is_allowed_the_name_says_what_is_sealed(sealing: SftpHouse, pair: list[Gpg]) -> None:
    hub, bank, _ = pair
    sealing.publish(terms(bank, pgp="allowed"))

    sealing.drop("a.json", SLIP)
    sealing.drop("b.json.ASC", bank.sealed(hub, slip("in", "IN-2", ("L2", "1")), "--armor"))
    sealing.turn()

    assert [sealing.ack(name).outcome for name in ("a.json", "b.json.ASC")] == ["done", "done"]


def test_a_large_sealed_file_is_cut_behind_its_seal(sealing: SftpHouse, pair: list[Gpg]) -> None:
    hub, bank, _ = pair
    sealing.publish(terms(bank), feed="cut: {head: 1, bytes: 65536}, ", slips=ROWS)
    rows = "".join(f"IN-{row},2026-11-23 09:10:00,L-{row},1,{'x' * 2000}\n" for row in range(100))

    sealing.drop("rows.csv.pgp", bank.sealed(hub, (HEAD + rows).encode()))
    sealing.turn()

    ack = sealing.ack("rows.csv.pgp")
    assert (ack.outcome, ack.documents) == ("done", {"done": 100})
    assert int(facts(sealing)["parts"]) > 2


def test_what_leaves_is_sealed_to_the_partner_and_found_when_asked_for(
    sealing: SftpHouse, pair: list[Gpg]
) -> None:
    _, bank, _ = pair
    sealing.publish(terms(bank))
    hub = sealing.hub
    outgoing = msgspec.structs.replace(a_send_to("out"), endpoint="wms/out")
    headers = {SEND_ID: "5f0c", MEDIA: "application/json", SENT_AT: "1772452800"}

    found = ContractDestinations(hub.store, hub.library, hub.home).find(outgoing)
    assert found.endpoint.query("0000000001-5f0c.json", headers) is None
    found.endpoint.send("0000000001-5f0c.json", SLIP, headers)

    with sealing.files().open("/out/0000000001-5f0c.json.pgp") as file:
        assert bank.opened(file.read()) == SLIP
    assert found.endpoint.query("0000000001-5f0c.json", headers) is not None


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("\ndrops:\n  - {source: slips, site: W1, pgp: required}\n", "names no keys"),
        ("\n" + SENDS, "names no keys"),
        ("\n" + SENDS.replace("sftp-home", "webhook").replace("home:out", "https://x"), "sends no files"),
    ],
)
def test_a_contract_that_cannot_be_kept_is_not_published(house: SftpHouse, more: str, place: str) -> None:
    with pytest.raises(Unreadable, match=place):
        house.publish(more)
