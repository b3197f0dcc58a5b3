"""The agent's side: what devices push to it, what the hub says down to it, what any server answers it."""

from __future__ import annotations

import logging
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from front_end_agent.errors import AgentError
from front_end_agent.fetch import Fetcher
from front_end_agent.push_door import PushDoor, PushHandler
from front_end_agent.settings import HubSettings
from front_end_agent.suites import key_id
from front_end_agent.uplinks.https import HttpsUplink, Hub
from tests.front_end_agent.homes import Home
from tests.front_end_agent.hub_door import HubDoor
from tests.front_end_agent.rounds import Rounds
from tests.front_end_agent.sending import Sending
from tests.fuzz.signing import SAID
from tests.fuzz.target import Call, Target

LIMIT_S = 10.0
ANSWER_BYTES_MAX = 1024 * 1024
SIZE_BYTES_MAX = 16 * 1024 * 1024
# 501 and 505: another method, another protocol. 503 and 507: come again.
BY_RULE = {501, 503, 505, 507}
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


def targets() -> Iterator[Target]:
    """Three, each in a home of its own."""
    yield Target(name="agent.push", covers=("front_end_agent/push_door.py",), seeds=_pushes, open=_push)
    yield Target(name="agent.down", covers=("front_end_agent/downlink.py",), seeds=_downs, open=_down)
    yield Target(
        name="agent.answers",
        covers=("front_end_agent/uplinks/https.py", "front_end_agent/fetch.py"),
        seeds=_answers,
        open=_answered,
    )


def _home(work: Path) -> Home:
    logging.getLogger("front_end_agent").setLevel(logging.CRITICAL)
    home = Home(work / "home", door=HubDoor())
    home.enrol()
    return home


def _pushes() -> Sequence[bytes]:
    head = b"POST /push/wms HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n"
    more = b"Idempotency-Key: k1\r\nDocument-Name: %E7%A7%B0-7\r\nContent-Type: text/csv; charset=gb18030\r\n"
    trace = b"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: a=b\r\n"
    return [
        head + b"\r\n" + b"a,b\n1,2",
        head + more + trace + b"\r\n" + b"a,b\n1,2",
        b"GET / HTTP/1.0\r\n\r\n",
    ]


class _Handler(PushHandler):
    """Over a pair of sockets, which have no Nagle to switch off."""

    disable_nagle_algorithm = False


class _Server:
    """What a handler asks of its server."""

    def __init__(self, door: PushDoor) -> None:
        self.door = door


def _push(work: Path) -> Call:
    home = _home(work)
    home.configure('kind = "push"\nname = "wms"\nsite = "WH-01"\nport = 0\n')
    served: Any = Rounds(home).served
    server: Any = _Server(
        PushDoor("wms", "WH-01", context=served.context, tokens={}, size_bytes_max=SIZE_BYTES_MAX)
    )

    def call(given: bytes) -> str:
        device, ours = socket.socketpair()
        with device, ours:
            device.settimeout(LIMIT_S)
            # The answer is read behind the call: all of it has room meanwhile.
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ANSWER_BYTES_MAX)
            device.sendall(given)
            device.shutdown(socket.SHUT_WR)
            _Handler(ours, ("127.0.0.1", 50_000), server)
            ours.close()
            said = b""
            # What was not read of the input when the door closed is told as a reset, behind the answer.
            with suppress(ConnectionResetError):
                while piece := device.recv(65_536):
                    said += piece
        statuses = [int(one) for one in _STATUS.findall(said)]
        assert all(one < 500 or one in BY_RULE for one in statuses), said[:300]
        return f"{statuses[:2]}"

    return call


def _downs() -> Sequence[bytes]:
    now = '"expires_at":"2099-01-01T00:00:00.000000Z"'
    said = {"resend": '{"from":1}', "pace": '{"frames_per_s":5}', "log_level": '{"level":"error"}'}
    said |= {"reread": '{"source":"wms","watermark":"w"}'}
    commands = [
        f'command\n{{"agent":"wms-01","number":{SAID},{now},"command":"{name}","arguments":{arguments}}}'
        for name, arguments in said.items()
    ]
    receipt = (
        'receipt\n{"agent":"wms-01","incarnation":1,"epoch":"EPOCHEPOCH","contiguous":1,"hash":"a","held":[3],'
        '"missing":[2],"refused":[{"number":1,"code":"x","text":"t"}],"encrypt":null,"at":"2026-11-23T08:00:00Z"}'
    )
    raw = 'raw\n{"purpose":"receipt","signed":"{}","key":"a","signature":"00"}'
    return [
        one.encode() for one in (*commands, receipt, raw, 'certificate\n{"agent":"wms-01","certificate":"x"}')
    ]


def _down(work: Path) -> Call:
    """Rightly signed, and done: nothing the hub says may end the thread that hears it."""
    sending, number = Sending(_home(work)), 0
    sending.put("a", "b")
    sending.work()

    def call(given: bytes) -> str:
        nonlocal number
        number += 1
        purpose, _, said = given.partition(b"\n")
        said = said.replace(str(SAID).encode(), str(number).encode())
        said = said.replace(b"EPOCHEPOCH", sending.spool.epoch.encode())
        text = said if purpose == b"raw" else _signed(purpose, said, sending.book.hub_key)
        sending.downlink.command_error = ""
        sending.downlink.take(text)
        sending.work()
        return re.sub(r"\d+", "0", sending.downlink.command_error)[:40]

    return call


def _signed(purpose: bytes, said: bytes, key: Ed25519PrivateKey) -> bytes:
    named, signed = purpose.decode("utf-8", "replace"), said.decode("utf-8", "replace")
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = key.sign(f"lianqiao-{named}-1\n{signed}".encode()).hex()
    return msgspec.json.encode(
        {"purpose": named, "signed": signed, "key": key_id(public), "signature": signature}
    )


def _answers() -> Sequence[bytes]:
    ok = b"HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 08:00:00 GMT\r\nContent-Length: 11\r\n\r\n"
    wait = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 15\r\n\r\n"
    problem = b"HTTP/1.1 403 No\r\nContent-Type: application/problem+json\r\nContent-Length: 29\r\n\r\n"
    chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"down":[]}\r\n0\r\n\r\n'
    moved = b"HTTP/1.1 302 Moved\r\nLocation: http://a/\r\nContent-Length: 0\r\n\r\n"
    return [
        ok + b'{"down":[]}', wait + b'{"title":"busy"}', problem + b'{"title":"a","detail":"b\\n"}',
        chunked, moved,
    ]  # fmt: skip


class _Answering:
    """A server that says the same bytes to whoever comes, and closes."""

    def __init__(self) -> None:
        self.said = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            peer, _ = self._socket.accept()
            with peer, suppress(OSError):
                peer.settimeout(LIMIT_S)
                peer.recv(65_536)
                peer.sendall(self.said)


def _answered(_: Path) -> Call:
    server = _Answering()
    fetcher = Fetcher(timeout_s=LIMIT_S, size_bytes_max=SIZE_BYTES_MAX, ca=None)
    settings = HubSettings(url=server.url, timeout_s=LIMIT_S)

    def call(given: bytes) -> str:
        server.said = given
        hub, uplink = Hub(settings), HttpsUplink(settings)
        came = [
            _word(lambda: hub.post("/agent/v1/enrol", b"{}", media="application/json")),
            _word(lambda: uplink.beat(b"{}")),
            _word(lambda: fetcher.get(f"{server.url}/a?b=c", {})),
        ]
        hub.close()
        uplink.close()
        return " / ".join(came)

    return call


def _word(call: Any) -> str:
    try:
        call()
    except AgentError as error:
        return f"{type(error).__name__} {re.sub(r'[0-9]+', '0', str(error))[:24]}"
    return "read"
