"""The hub's own door: trusted by its CA alone, asked again when it says so, heard to the end."""

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from front_end_agent.errors import HubAway, HubRefused, Misconfigured
from front_end_agent.settings import HubSettings
from front_end_agent.uplinks import Down, Failed
from front_end_agent.uplinks.https import HttpsUplink, Hub
from tests.front_end_agent.hub_door import HubDoor


def certificate(folder: Path, name: str) -> Path:
    """A certificate for `name` with its key in one file; it is its own CA."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls_door(tmp_path: Path) -> Iterator[HubDoor]:
    """A hub that shows the certificate of `localhost`."""
    opened = HubDoor()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, "localhost"))
    opened.server.socket = context.wrap_socket(opened.server.socket, server_side=True)
    yield opened
    opened.close()


def settings_of(door: HubDoor, *, scheme: str = "http", ca: Path | None = None) -> HubSettings:
    port = door.url.rpartition(":")[2]
    return HubSettings(url=f"{scheme}://localhost:{port}", ca=ca, timeout_s=60.0)


def test_the_hub_is_known_by_the_ca_that_was_named(tls_door: HubDoor, tmp_path: Path) -> None:
    hub = Hub(settings_of(tls_door, scheme="https", ca=tmp_path / "localhost.pem"))

    assert hub.reach("/agent/v1/heartbeat") == 405
    hub.close()


@pytest.mark.parametrize("trusted", ["another.example", None])
def test_a_hub_with_another_certificate_is_not_spoken_to(
    tls_door: HubDoor, tmp_path: Path, trusted: str | None
) -> None:
    ca = None if trusted is None else certificate(tmp_path, trusted)
    uplink = HttpsUplink(settings_of(tls_door, scheme="https", ca=ca))

    uplink.send([(1, b"frame")])

    [event] = uplink.events()
    assert isinstance(event, Failed)
    assert "certificate" in event.reason.lower()
    assert tls_door.book.came == []


def test_a_ca_that_is_none_is_named(tls_door: HubDoor, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    hub = Hub(settings_of(tls_door, scheme="https", ca=tmp_path / "ca.pem"))

    with pytest.raises(Misconfigured, match=r"ca\.pem"):
        hub.reach("/")


@pytest.mark.parametrize("status", [429, 503])
def test_a_hub_that_wants_time_says_how_much(door: HubDoor, status: int) -> None:
    door.answer = (status, {"Retry-After": "17"})
    uplink = HttpsUplink(settings_of(door))

    uplink.send([(1, b"frame")])

    [event] = uplink.events()
    assert isinstance(event, Failed)
    assert event.retry_after_s == 17.0
    assert f"answered {status}" in event.reason
    assert "told to" in event.reason, "the hub's own words"


@pytest.mark.parametrize("said", ["tomorrow", "Tue, 24 Nov 2026 08:00:00 GMT", "-5", "999999999"])
def test_a_time_to_wait_that_makes_no_sense_is_bounded(door: HubDoor, said: str) -> None:
    door.answer = (503, {"Retry-After": said})

    with pytest.raises(HubAway) as caught:
        Hub(settings_of(door)).post("/agent/v1/frames", b"", media="x/y")

    assert caught.value.retry_after_s is None or caught.value.retry_after_s <= 300


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_no_is_a_no(door: HubDoor, status: int) -> None:
    door.answer = (status, {})

    with pytest.raises(HubRefused, match=str(status)):
        Hub(settings_of(door)).post("/agent/v1/frames", b"", media="x/y")


def test_a_connection_the_hub_closed_in_the_meantime_is_opened_again(door: HubDoor) -> None:
    hub = Hub(settings_of(door))
    assert hub.reach("/") == 405
    assert hub._connection is not None
    assert hub._connection.sock is not None
    hub._connection.sock.close()

    assert hub.reach("/") == 405
    hub.close()


def test_nobody_there_is_told_by_address(door: HubDoor) -> None:
    settings = settings_of(door)
    door.close()
    uplink = HttpsUplink(settings)

    uplink.send([(1, b"frame")])

    [event] = uplink.events()
    assert isinstance(event, Failed)
    assert settings.url in event.reason


def test_a_run_that_cannot_be_read_is_answered_400_and_told(door: HubDoor) -> None:
    hub = Hub(settings_of(door))

    with pytest.raises(HubRefused, match="ends inside a frame"):
        hub.post("/agent/v1/frames", b"\0\0\0\x09short", media="x/y")
    hub.close()


def test_what_comes_back_from_a_run_is_handed_on_unread(door: HubDoor) -> None:
    uplink = HttpsUplink(settings_of(door))

    uplink.send([])

    [event] = uplink.events()
    assert isinstance(event, Down)
    assert uplink.events() == []
    uplink.close()


def test_an_answer_to_a_heartbeat_that_makes_no_sense_is_told(door: HubDoor) -> None:
    door.answer = (200, {})
    door.nonsense = True
    uplink = HttpsUplink(settings_of(door))

    with pytest.raises(HubAway, match="makes no sense"):
        uplink.beat(b"{}")
    uplink.close()
