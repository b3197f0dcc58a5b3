"""The hub's doors by whole requests: the agents', the partners', and every page and form of the console."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from nacl.signing import SigningKey

from adapters.memory.limits import MemoryLimits
from core.hub.access import give_token
from core.hub.clients import add_client
from core.hub.rights import ROLES, Grant
from gateway.console import acts
from gateway.console.people_acts import Administration
from gateway.rest.app import make_agents_app, make_app
from tests.frames import FrameMaker, document
from tests.fuzz.asking import Asker
from tests.fuzz.signing import text_of
from tests.fuzz.target import Call, Target
from tests.fuzz.targets.wire import BEAT, SLIP
from tests.gateway.busy_house import House
from tests.gateway.routes import CONSOLE, DOORS, STATIC, Known
from tests.hub_trust import trust_of

FORM = "content-type: application/x-www-form-urlencoded"
# In requests these stand for what each house has of its own.
SESSION, CSRF, TOKEN, CLIENT = b"SESSION", b"CSRFCSRF", b"TOKENTOKEN", b"CLIENTBASIC"
INPUTS_PER_PERSON = 20
_KEY = SigningKey(b"k" * 32)
_MARK = re.compile(rb"\{[a-z]+\}")


def targets() -> Iterator[Target]:
    """Each route stands in the seeds of one of them: tests/fuzz/test_targets.py looks."""
    yield Target(name="door.agents", covers=covered("agents"), seeds=_agents_seeds, open=_agents)
    yield Target(name="door.partners", covers=covered("partners"), seeds=_partners_seeds, open=_partners)
    yield Target(name="door.pages", covers=covered("pages"), seeds=_pages_seeds, open=_console)
    yield Target(name="door.forms", covers=covered("forms"), seeds=_forms_seeds, open=_console)


def covered(which: str) -> tuple[str, ...]:
    """The routes of a target, as "METHOD path"."""
    return tuple(f"{method} {path}" for method, path in _routes(which))


def _routes(which: str) -> list[tuple[str, str]]:
    if which in ("pages", "forms"):
        method = {"pages": "GET", "forms": "POST"}[which]
        return [
            (one, path) for (one, path), known in CONSOLE.items() if one == method and known.asks != STATIC
        ]
    beginnings = {"agents": "/agent/", "soap": "/soap/"}
    found = {
        name: [one for one in DOORS if one[1].startswith(beginning)] for name, beginning in beginnings.items()
    }
    apart = [one for several in found.values() for one in several]
    rest = [one for one in DOORS if one not in apart and one[0] != "MOUNT"]
    return found.get(which, rest)


def _request(first: str, *headers: str, body: bytes = b"") -> bytes:
    return "\n".join([first, *headers]).encode() + b"\n\n" + body


def _agents_seeds() -> Sequence[bytes]:
    maker = FrameMaker("wms-01")
    run = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (maker.open(), maker.data(document(SLIP))))
    said = {
        "frames": run,
        "heartbeat": text_of("beat", BEAT, _KEY),
        "enrol": b'{"token":"a","public_key":"' + b"0" * 64 + b'","csr":"x","version":"1"}',
        "renew": text_of("renew", b'{"agent":"wms-01","csr":"x"}', _KEY),
    }
    return [_request(f"POST /agent/v1/{name}", body=body) for name, body in said.items()]


def _agents(work: Path) -> Call:
    house = House(work)
    return Asker(make_agents_app(trust_of(house.world.hub), asks=False)).ask


def _partners_seeds() -> Sequence[bytes]:
    bearer = f"authorization: Bearer {TOKEN.decode()}"
    basic = f"authorization: Basic {CLIENT.decode()}"
    post = "POST /v1/messages?source=slips&site=WH-DH-01"
    grant = b"grant_type=client_credentials&scope="
    media = "content-type: application/json"
    trace = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    return [
        _request(post, bearer, media, "idempotency-key: k1", "document-name: a%E7%A7%B0.json", body=SLIP),
        _request(
            post,
            bearer,
            media,
            "idempotency-key: k1",
            "prefer: wait=0, x",
            trace,
            "tracestate: a=b",
            body=b"x",
        ),
        _request(
            f"{post}&name=a&seen_at=2026-11-23T08:00:00Z", bearer, "content-type: text/csv", body=b"a,b\n1,2"
        ),
        _request("GET /v1/messages/3/17", bearer),
        _request("POST /v1/messages/bulk?source=slips&site=WH-DH-01", bearer, "prefer: wait=0", body=_BULK),
        _request(
            f"GET /v1/messages?limit=3&state=done&key=CK-1&since={_DAY}:00Z&{_BEFORE}&until={_LAST}",
            bearer,
        ),
        _request("GET /v1/answers?box=answers&after=1&limit=2", bearer, "prefer: wait=0"),
        _request("POST /as2/v1", "as2-from: A", "as2-to: B", "message-id: <1@a>", media, body=SLIP),
        _request("POST /v1/client/secret", basic),
        _request("POST /oauth2/token", FORM, basic, body=grant),
        _request("POST /oauth2/token", FORM, body=grant + b"&client_id=a&client_secret=b"),
        *(
            _request(f"GET {path}")
            for method, path in _routes("partners")
            if method == "GET" and "{" not in path
        ),
    ]


_BULK = (
    b'{"items":[{"key":"a","body":{"x":[1.0e2,"\\u00e9"]}},{"key":"b","text":"a,b\\n1,2","media":"text/csv",'
    b'"name":"n"},{"key":"c","base64":"AP8=","source":"slips","site":"W"},{"key":1},2]}'
)


def _partners(work: Path) -> Call:
    house, ticks = House(work), count(step=1000)
    hub = replace(house.world.hub, limits=MemoryLimits(clock=lambda: float(next(ticks))))
    with hub.store.unit() as unit:
        token = give_token(unit, "donghai")
        client, secret = add_client(unit, "donghai", "fuzz")
    basic = _basic(client, secret)
    asker = Asker(make_app(hub), lambda given: given.replace(TOKEN, token.encode()).replace(CLIENT, basic))

    def call(given: bytes) -> str:
        came = asker.ask(given)
        house.world.work()
        return came

    return call


def _basic(client: str, secret: str) -> bytes:
    return b64encode(f"{client}:{secret}".encode())


def _pages_seeds() -> Sequence[bytes]:
    return [_page(known) for (method, _), known in CONSOLE.items() if method == "GET"] + [
        _request(
            f"GET /console/messages?q=DH-L1&partner=donghai&source=slips&since={_DAY}&own=1&{_BEFORE}",
            _COOKIE,
        ),
        _request(
            "GET /console/audit?who=a&what=b&on=1/2&since=2026-11-22T00:00&before=1763863200000000-3-17",
            _COOKIE,
        ),
        _request("GET /console/messages?since=0001-01-01T00:00&until=9999-12-31T23:59", _COOKIE, _ZONE),
        _request("GET /console/messages/3/17?document=2", _COOKIE),
        _request("GET /console/failures/example?partition=3&number=17", _COOKIE),
        _request("GET /console/plans?state=open&after=1", _COOKIE, "hx-request: true"),
        _request(
            "GET /console/failures/group?partner=donghai&cause=a&state=open&before=1763863200000000-3-17",
            _COOKIE,
        ),
    ]


def _forms_seeds() -> Sequence[bytes]:
    return [_post(known) for (method, _), known in CONSOLE.items() if method == "POST"] + [
        _request("POST /console/onboarding", _COOKIE, f"{_FILES}; boundary=b", body=_dropped())
    ]


def _dropped() -> bytes:
    """Two sample files, as a browser sends them."""
    fields = {"csrf": CSRF.decode(), "partner": "donghai", "site": "WH-DH-01", "source": "slips"}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{said}' for name, said in fields.items()]
    for name in ("a.csv", "b.csv"):
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        parts.append(f"{head}\r\nContent-Type: text/csv\r\n\r\n单号,数量\r\nA,1\r\n")
    return "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + b"--b--\r\n"


_FILES = "content-type: multipart/form-data"
_ZONE = "cookie: lianqiao_zone=Asia/Shanghai"
_LAST = "9999-12-31T23:59:59%2B14:00"
_DAY, _BEFORE = "2026-11-22T00:00", "before=1763863200000000-3-17"
_COOKIE = f"cookie: lianqiao_session={SESSION.decode()}"


def _page(known: Known) -> bytes:
    return _request(f"GET /console{known.path}", _COOKIE, "accept-language: en")


def _post(known: Known) -> bytes:
    more = {"password": "a", "name": "operator", "again": "b", "code": "1", "reason": "r"}
    body = urlencode({"csrf": CSRF.decode(), **more, **known.form}, safe="{}").encode()
    return _request(f"POST /console{known.path}", _COOKIE, FORM, body=body)


class Person:
    """Whoever is signed in: a new one after a while, for what is tried may lock or sign out the last."""

    def __init__(self, house: House) -> None:
        self._house, self._asked = house, 0
        self._grants = tuple(Grant(role) for role in ROLES if role != "partner")

    def filled(self, given: bytes) -> bytes:
        if self._asked % INPUTS_PER_PERSON == 0:
            self._come()
        self._asked += 1
        text = _MARK.sub(self._value, given)
        return text.replace(SESSION, self._token.encode()).replace(CSRF, self._csrf.encode())

    def _come(self) -> None:
        name = f"fuzz-{self._asked}"
        password = Administration(self._house.people, by="chief").add(name, self._grants)
        self._token = self._house.people.sign_in(name, password).token
        session = self._house.people.session(self._token)
        self._csrf = session.csrf if session else ""

    def _value(self, found: re.Match[bytes]) -> bytes:
        with suppress(KeyError, StopIteration):
            return self._house.fill(found[0].decode()).encode()
        return found[0]


def _console(work: Path) -> Call:
    house = House(work)
    # Nobody works here: whoever waits for a booking would wait for nothing.
    acts.WAIT_S = 0.0
    return Asker(house.app, Person(house).filled).ask
