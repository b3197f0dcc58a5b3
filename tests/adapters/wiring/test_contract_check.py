"""A contract that names what can never go is not put in force; what is not there yet is waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from adapters.wiring.folders import PartnerFolder, read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.contracts import Partner
from core.hub.publications import propose, reject
from core.kernel.clock import FixedClock
from core.kernel.errors import HubError, Refused
from tests.contracts.stores import START
from tests.hub_world import CONTRACT, SLIPS
from tests.prepared import sqlite_with_tables

PINNED = "host_key=SHA256:" + "A" * 43
NOT_PEM = "-----BEGIN CERTIFICATE-----\\nbm9uZQ==\\n-----END CERTIFICATE-----"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(
        name="hub",
        home=tmp_path / "home",
        database_url=sqlite_with_tables(tmp_path / "hub.db"),
        clock=FixedClock(START),
    )


def folder(where: Path, more: str) -> PartnerFolder:
    made = where / "mappings" / "wms"
    (made / "in").mkdir(parents=True, exist_ok=True)
    (made / "partner.yaml").write_text(CONTRACT + more)
    (made / "in" / "slips.yaml").write_text(SLIPS)
    return read_folder(made)


def send(words: str) -> str:
    return f"sends: [{{name: out, types: [wms.release_order.v1], {words}}}]\n"


def pulls(*words: str) -> str:
    lines = [f"  - {{name: p{at}, source: slips, site: W1, {each}}}\n" for at, each in enumerate(words)]
    return "pulls:\n" + "".join(lines)


def as2(certificate: str) -> str:
    words = "ours: US, theirs: THEM, secret_file: ours, source: slips, site: W1"
    return f'as2: [{{{words}, certificates: ["{certificate}"]}}]\n'


def of_an_elliptic_curve() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "them")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=999))
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode().replace("\n", "\\n")


FOLDER = "adapter: file, address: 'file:///drop'"
WRONG = {
    "an adapter": (send("adapter: pigeon, address: x, repeat: never"), "no adapter 'pigeon' sends"),
    "a repeat": (send("adapter: sftp-home, address: 'home:out', repeat: safe"), "cannot keep repeat: safe"),
    "an address": (send(f"adapter: sftp, address: 'ftp://u@h/in?{PINNED}', repeat: ask"), "is no sftp://"),
    "a host key": (send("adapter: sftp, address: 'sftp://u@h/in', repeat: ask"), "SHA256:… is missing"),
    "a place": (pulls("adapter: pigeon, address: x"), "no adapter 'pigeon' takes"),
    "an option": (pulls(f"{FOLDER}, options: {{patern: '*'}}"), "patern: no such option"),
    "a secret's name": (pulls(f"{FOLDER}, secret_file: ../keys/hub.key"), "is a name in"),
    "one archive": (pulls(FOLDER, f"{FOLDER}, options: {{pattern: '*.csv'}}"), "p1 puts away into /drop"),
    "an archive that is a place": (
        pulls("adapter: file, address: 'file:///drop/archive'", f"{FOLDER}, options: {{pattern: '*.csv'}}"),
        "p1 puts away into /drop/archive, from where pull p0 takes",
    ),
    "no certificate": (as2(NOT_PEM), "its certificate is none"),
    "a certificate of another kind": (as2(of_an_elliptic_curve()), "needs an RSA key"),
    "a name twice": (pulls(FOLDER, FOLDER).replace("p1", "p0"), "'p0' is there already"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_can_never_go_is_refused_and_what_was_in_force_stays(
    hub: Hub, tmp_path: Path, wrong: str
) -> None:
    before, _ = hub.publish(folder(tmp_path, ""))
    more, said = WRONG[wrong]

    with pytest.raises(HubError) as raised:
        hub.publish(folder(tmp_path, more))

    assert said in raised.value.text
    row = hub.store.get(Partner, "wms")
    assert row is not None
    assert row.contract == before


@pytest.mark.parametrize(
    "more",
    [
        pulls(f"{FOLDER}, options: {{pattern: '*.xml'}}", f"{FOLDER}, options: {{pattern: '*.csv'}}"),
        pulls(f"{FOLDER}, options: {{pattern: 'A_*'}}", f"{FOLDER}, options: {{pattern: 'B_*'}}"),
        pulls(FOLDER, f"{FOLDER}, options: {{archive: done}}"),
        pulls(FOLDER, f"{FOLDER}, options: {{after: leave}}"),
        pulls(FOLDER, "adapter: file, address: 'file:///other'"),
        send("adapter: sftp-home, address: 'home:out', repeat: ask"),
    ],
)
def test_what_can_go_is_published(hub: Hub, tmp_path: Path, more: str) -> None:
    assert hub.check(folder(tmp_path, more).contract) == []
    assert hub.publish(folder(tmp_path, more))[1]


def test_a_secret_that_is_not_there_yet_is_told_and_waited_for(hub: Hub, tmp_path: Path) -> None:
    more = pulls(f"adapter: sftp, address: 'sftp://u@h/out?{PINNED}', secret_file: theirs.key")
    made = folder(tmp_path, more)

    [missing] = hub.check(made.contract)

    assert "theirs.key cannot be read" in missing
    assert hub.publish(made)[1]


def test_the_second_person_puts_nothing_in_force_that_can_never_go(hub: Hub, tmp_path: Path) -> None:
    """It was proposed before this hub knew better, or an adapter went since."""
    made = folder(tmp_path, WRONG["an adapter"][0])
    with hub.store.unit() as unit:
        proposed = propose(unit, made.contract, made.mappings, who="li", why="a new line")

    with pytest.raises(Refused, match="no adapter 'pigeon'"):
        hub.approve(proposed.publication_id, "wang")

    assert hub.store.get(Partner, "wms") is None
    with hub.store.unit() as unit:
        reject(unit, proposed.publication_id, "wang")
