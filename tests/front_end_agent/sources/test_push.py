"""The local door: 202 means that it is on the disk; everything else says why not."""

import concurrent.futures
import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from front_end_agent.errors import SourceFailed
from front_end_agent.sources.push import Push
from tests.front_end_agent.homes import Home, ManualClock
from tests.front_end_agent.rounds import Rounds
from tests.patience import PATIENCE_S

TOKEN = "a-token-of-the-scale-0001"


class Device:
    """Something at the site that speaks HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(
        self, body: bytes = b"{}", *, path: str = "/push/wms", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("POST", path, body, headers or {})
        answer = connection.getresponse()
        said = (answer.status, json.loads(answer.read() or b"{}"), dict(answer.headers))
        connection.close()
        return said

    def raw(self, text: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            connection.sendall(text)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(4096), b""))


class Site:
    """A running push source and its spool."""

    def __init__(self, home: Home, extra: str = "", spool: str = "", *, port: int = 0) -> None:
        home.configure(f'kind = "push"\nname = "wms"\nsite = "WH-01"\nport = {port}\n{extra}', spool=spool)
        self.rounds = Rounds(home)
        assert isinstance(self.rounds.served, Push)
        self.push = self.rounds.served
        self.push.start()
        self.device = Device(self.push.port)


@pytest.fixture
def site(home: Home) -> Iterator[Site]:
    """With the settings as they come."""
    opened = Site(home)
    yield opened
    opened.push.stop()


def test_what_a_device_pushes_is_sealed_before_it_hears_202(site: Site) -> None:
    status, _said, _headers = site.device.post(
        b'{"kg": 12.5}',
        headers={"Content-Type": "application/json; charset=utf-8", "Document-Name": "%E7%A7%B0-7"},
    )

    [document] = site.rounds.documents()
    assert status == 202
    assert document["payload"] == b'{"kg": 12.5}'
    assert (document["name"], document["media"]) == ("称-7", "application/json")
    assert document["facts"]["encoding"] == "utf-8"


def test_said_again_under_one_key_it_is_kept_once(site: Site) -> None:
    answers = [site.device.post(b"1", headers={"Idempotency-Key": "k1"})[0] for _ in range(3)]

    assert answers == [202, 202, 202]
    assert site.rounds.names() == ["k1"]


def test_another_body_under_a_used_key_is_a_conflict_and_is_not_kept(site: Site) -> None:
    site.device.post(b"1", headers={"Idempotency-Key": "k1"})

    status, said, _headers = site.device.post(b"2", headers={"Idempotency-Key": "k1"})

    assert status == 409
    assert "k1" in said["detail"]
    assert len(site.rounds.documents()) == 1


def test_one_key_at_the_same_moment_from_two_devices_is_kept_once(site: Site) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(site.device.post, b"1", headers={"Idempotency-Key": "same"}) for _ in range(8)]
        answers = [each.result()[0] for each in waiting]

    assert answers == [202] * 8
    assert site.rounds.names() == ["same"]


def test_many_at_once_are_all_kept_in_fewer_frames(site: Site) -> None:
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: site.device.post(str(number).encode())[0], range(100)))

    assert answers == [202] * 100
    assert sorted(int(document["payload"]) for document in site.rounds.documents()) == list(range(100))


def test_a_body_over_256_kib_goes_as_a_large_file(site: Site) -> None:
    body = bytes(300 * 1024)

    status, _said, _headers = site.device.post(body, headers={"Document-Name": "photo.jpg"})
    while site.rounds.spool.seal_chunk():
        pass

    assert status == 202
    assert [record["kind"] for record in site.rounds.records()] == ["chunk", "manifest"]
    assert site.rounds.records()[1]["size"] == len(body)


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "words"),
    [
        ("/push/other", b"1", {}, 404, "/push/wms"),
        ("/push/wms", b"", {}, 400, "empty"),
        ("/push/wms", b"1", {"Content-Length": "99999999"}, 413, "99999999 bytes"),
        ("/push/wms", b"1", {"Idempotency-Key": "k" * 300}, 400, "Idempotency-Key"),
        ("/push/wms", b"1", {"Document-Name": "n" * 300}, 400, "Document-Name"),
    ],
)
def test_what_cannot_be_kept_gets_its_reason(
    site: Site, path: str, body: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    answered, said, _headers = site.device.post(body, path=path, headers=headers)

    assert answered == status
    assert words in said["detail"]
    assert site.rounds.documents() == []


def test_a_body_without_a_length_is_asked_for_one(site: Site) -> None:
    answer = site.device.raw(
        b"POST /push/wms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
    )

    assert b"411" in answer.split(b"\r\n")[0]


@pytest.mark.parametrize("length", [10, 300 * 1024])
def test_a_body_cut_short_is_not_kept(site: Site, length: int) -> None:
    answer = site.device.raw(b"POST /push/wms HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\nabc" % length)

    assert b"400" in answer.split(b"\r\n")[0]
    assert b"3 of" in answer
    assert site.rounds.records() == []
    assert list(site.rounds.spool.book.staging().iterdir()) == []


def test_get_is_told_to_post(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.push.port, timeout=PATIENCE_S)
    connection.request("GET", "/push/wms")

    assert connection.getresponse().status == 405


def test_a_full_spool_says_507_and_when_to_come_again_and_loses_nothing(home: Home) -> None:
    site = Site(home, spool="bytes_max = 8388608")
    try:
        kept = site.rounds.fill()
        status, said, headers = site.device.post(site.rounds.home.noise(250 * 1024))

        assert status == 507
        assert int(headers["Retry-After"]) > 0
        assert "no room" in said["detail"]
        assert site.rounds.pressure.full

        site.rounds.spool.receipt(kept)
        status, _said, _headers = site.device.post(b"after")

        assert status == 202
        assert site.rounds.pressure.full == ""
        assert site.rounds.documents()[-1]["payload"] == b"after"
        assert [what for what, _text in site.rounds.notices()] == ["spool_full", "spool_free"]
    finally:
        site.push.stop()


def test_only_devices_with_a_token_are_heard_and_it_is_known_which(home: Home) -> None:
    (home.path / "tokens.toml").write_text(f'scale = "{TOKEN}"\ngate = "{TOKEN[::-1]}"\n')
    site = Site(home, 'tokens_file = "tokens.toml"\n')
    try:
        refused = [
            site.device.post(b"1", headers=headers)[0]
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN})
        ]
        taken = site.device.post(b"1", headers={"Authorization": f"Bearer {TOKEN}"})[0]
    finally:
        site.push.stop()

    assert refused == [401, 401, 401]
    assert taken == 202
    assert site.rounds.documents()[0]["facts"]["device"] == "scale"


def test_a_token_too_short_to_be_a_secret_keeps_the_door_shut(home: Home) -> None:
    (home.path / "tokens.toml").write_text('scale = "123"\n')

    with pytest.raises(SourceFailed, match="16 or more"):
        Site(home, 'tokens_file = "tokens.toml"\n')


def test_a_port_in_use_is_told_by_its_number(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SourceFailed, match=str(port)):
            Site(home, port=port)


def test_one_connection_too_many_is_turned_away_at_once(home: Home) -> None:
    site = Site(home, "connections_max = 2\n")
    try:
        held = [socket.create_connection(("127.0.0.1", site.push.port)) for _ in range(2)]
        answer = socket.create_connection(("127.0.0.1", site.push.port), timeout=PATIENCE_S)
        assert answer.recv(100).startswith(b"HTTP/1.1 503")
        for connection in [*held, answer]:
            connection.close()
    finally:
        site.push.stop()


def test_keys_are_forgotten_after_a_day(home: Home) -> None:
    site = Site(home)
    clock = site.rounds.clock
    assert isinstance(clock, ManualClock)
    try:
        site.device.post(b"1", headers={"Idempotency-Key": "k1"})
        clock.pass_s(25 * 3600)
        site.device.post(b"2", headers={"Idempotency-Key": "k2"})
        answered = site.device.post(b"3", headers={"Idempotency-Key": "k1"})[0]
    finally:
        site.push.stop()

    assert answered == 202
    assert site.rounds.names() == ["k1", "k2", "k1"]
