"""SOAP both ways: whole requests at our door; partners' WSDLs, and what their services answer."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from adapters.memory.limits import MemoryLimits
from adapters.soap.answering import judge
from adapters.soap.kept import gather
from adapters.soap.service import Service
from core.hub.clients import add_client
from gateway.rest.app import make_app
from gateway.soap import taking
from gateway.soap.words import OURS, SOAP_11, SOAP_12
from tests.contracts.soap_partner import PARTS, WSDL, answering, fault, write_wsdl
from tests.fuzz.asking import Asker
from tests.fuzz.target import CORPORA, Call, Target, files, outcome
from tests.fuzz.targets.doors import covered
from tests.gateway.busy_house import House
from tests.gateway.soap.asking import MEDIA, Machine, as_digest, envelope, in_clear, submission
from tests.gateway.soap.test_attachments import INCLUDE, package
from tests.gateway.soap.test_attachments import submission as attached
from tests.gateway.soap.test_submit import ASKED, INBOUND

CLIENT, SECRET = "CLIENTCLIENT", "SECRETSECRET"
_MACHINE = Machine(CLIENT, SECRET, "digest")


def targets() -> Iterator[Target]:
    """The door, then the other side."""
    yield Target(name="door.soap", covers=covered("soap"), seeds=_requests, open=_door)
    yield Target(name="soap.wsdl", covers=("adapters/soap/kept.py",), seeds=_wsdls, open=_registering)
    yield Target(name="soap.answers", covers=("adapters/soap/answering.py",), seeds=_answers, open=_judging)


def _requests() -> Sequence[bytes]:
    said = [
        ("SubmitDocument", submission(b'{"kind":"in"}', source="slips")),
        ("WarehouseOperation", INBOUND.replace("KEY", "w1")),
        ("SubmitApplication", ASKED),
        ("QueryStatus", "<id>3/17</id>"),
        ("QueryStatus", "<idempotencyKey>k1</idempotencyKey>"),
        ("FetchAnswers", "<after>1.2-3.4</after><most>5</most>"),
    ]
    found = [b"GET /soap/v1?wsdl\nhost: a.b:80\nx-forwarded-proto: https\n\n", b"GET /soap/v1?xsd\n\n"]
    for name, body in said:
        operation = f'<{name} xmlns="{OURS}">{body}</{name}>'
        for soap in (SOAP_11, SOAP_12):
            for header in (in_clear(_MACHINE), as_digest(_MACHINE, nonce=b"n" * 16)):
                found.append(_post(envelope(operation, soap=soap, header=header), MEDIA[soap]))
    root = envelope(attached(INCLUDE.replace("HREF", "a")), header=in_clear(_MACHINE))
    found.append(_post(*package(root, ("a", b'{"kind":"in"}'))))
    return found


def _post(body: bytes, media: str) -> bytes:
    return f"POST /soap/v1\ncontent-type: {media}\n\n".encode() + body


def _door(work: Path) -> Call:
    house, ticks = House(work), count(step=1000)
    # Nobody works meanwhile: whoever waits for an outcome would wait for nothing.
    taking.WAIT_S_MAX = 0.0
    hub = replace(house.world.hub, limits=MemoryLimits(clock=lambda: float(next(ticks))))
    with hub.store.unit() as unit:
        client, secret = add_client(unit, "donghai", "fuzz")
    asker = Asker(
        make_app(hub),
        lambda given: given.replace(CLIENT.encode(), client.encode()).replace(
            SECRET.encode(), secret.encode()
        ),
    )

    def call(given: bytes) -> str:
        came = asker.ask(given)
        house.world.work()
        return came

    return call


def _wsdls() -> Sequence[bytes]:
    return [WSDL.encode(), PARTS.encode(), *files(CORPORA / "wsdl", "*.wsdl")]


def _registering(work: Path) -> Call:
    """The input as the WSDL, and once more as what a good one includes."""
    write_wsdl(work / "including")
    warnings.simplefilter("ignore")

    def call(given: bytes) -> str:
        (work / "given.wsdl").write_bytes(given)
        (work / "including" / "types" / "parts.xsd").write_bytes(given)
        alone = outcome(lambda: Service(gather(work / "given.wsdl", work, {})).operations())
        wsdl = work / "including" / "service.wsdl"
        included = outcome(lambda: Service(gather(wsdl, work / "including", {})).operations())
        return f"{alone}, {included}"

    return call


def _answers() -> Sequence[bytes]:
    said = ('{"code":0}', "<r><code>0</code></r>", "0", "离库")
    return [
        *(answering(text) for text in said),
        fault("Client", "no"),
        fault("Receiver", "no", SOAP_12),
        b"",
        *files(CORPORA / "wsdl" / "node-soap", "response.xml"),
    ]


def _judging(work: Path) -> Call:
    service = Service(gather(write_wsdl(work), work, {}))

    def call(given: bytes) -> str:
        said = [
            outcome(lambda path=path: judge(200, given, {"code": path, "done": "0"}))  # type: ignore[misc]
            for path in ("return", "return/json()/code", "return/xml()/code")
        ]
        return ", ".join([*said, outcome(lambda: service.answer("Deliver", given))])

    return call
