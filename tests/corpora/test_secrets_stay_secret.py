"""K-P4: of cXML and WMS papers with secrets in them none is in a log, a dead letter, an export or a page."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import msgspec
import pytest
from fastapi.testclient import TestClient

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub
from adapters.wiring.logs import FORM, Blanking
from core.hub.arrivals import Arrival
from core.hub.audit_lines import written
from core.hub.audit_walk import Walk
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.records import RECORDS
from tests.gateway.console.conftest import Operator, open_console
from tests.gateway.console.seed import World

CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "erp"
pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")
CONTRACT = """
partner: corpora
name: Documents nobody here wrote
parties: [corpora]
sites: [{id: HQ, zone: UTC}]
feeds:
  - {source: cxml, rules: [{mapping: in/cxml.yaml, root: cXML}]}
  - {source: timed, rules: [{mapping: in/timed.yaml}]}
  - {source: wms, rules: [{mapping: in/wms.yaml}]}
  - {source: broken, rules: [{mapping: in/strict.yaml}]}
"""
# They try to make a key and a text of the secret itself, and a time, which fails and says of what.
CXML = """
mapping: 1
reads: {format: xml, bare_doctype: allow}
documents:
  - type: noted.event.v1
    identity: {number: event_no, revision: text}
    body:
      event_no: {from: "@payloadID", required: true}
      kind: {from: /Header/Sender/Credential/SharedSecret, required: true}
      reason: {value: cxml}
      text: {from: /Header/Sender/Credential/SharedSecret}
      event_time: {from: "@timestamp", as: datetime, required: true}
"""
WMS = """
mapping: 1
reads: {format: json}
redact: [/owner_no]
documents:
  - type: noted.event.v1
    identity: {number: event_no, revision: {from: step, default: "1"}}
    body:
      event_no: {from: owner_no, required: true}
      kind: {from: [appSecret, token], required: true}
      step: {from: sign}
      reason: {value: wms}
      event_time: {from: [at, owner_no], as: datetime, required: true}
"""
TIMED = CXML.replace('from: "@timestamp"', "from: /Header/Sender/Credential/SharedSecret")
MARKS = ("Hu5h-1-secret", "Hu5h-2-secret", "0CC175B9C0F1B6A831C399E269772661", "Hu5hPart")
# A parser says which entity it does not know.
ENTITY = f"<cXML><SharedSecret>a&{MARKS[3]};b</SharedSecret></cXML>".encode()
WMS_BODIES = (
    f'{{"sid": "s", "appSecret": "{MARKS[0]}", "sign": "{MARKS[2]}", "owner_no": "{MARKS[1]}",'
    ' "at": "2026-11-23T08:00:00Z"}',
    f'{{"sid": "s", "token": "{MARKS[0]}", "sign": "{MARKS[2]}", "owner_no": "{MARKS[1]}"}}',
    f'{{"partnerKey": "{MARKS[0]}", "password": "{MARKS[1]}" "sign": "{MARKS[2]}"}}',
    f'{{"password": {MARKS[0]}, "token": "{MARKS[1]}"}}',
)


def papers() -> list[tuple[str, str, bytes]]:
    """(source, name, bytes): cXML as it is and damaged, what a WMS sends; some to a wrong mapping."""
    found = [("cxml", "entity.xml", ENTITY)]
    for path in sorted((CORPORA / "cxml").rglob("*.xml")):
        whole = path.read_bytes()
        broken = whole.replace(b"</SharedSecret>", b"&</SharedSecret>")
        found += [("cxml", path.name, whole), ("cxml", f"cut-{path.name}", whole[: len(whole) // 2])]
        found += [("timed", f"timed-{path.name}", whole), ("cxml", f"broken-{path.name}", broken)]
        found.append(("wms", f"elsewhere-{path.name}", whole))
    found += [("wms", f"wms-{at}", body.encode()) for at, body in enumerate(WMS_BODIES)]
    return found + [("broken", f"no-mapping-{at}", body.encode()) for at, body in enumerate(WMS_BODIES)]


def secrets_of(payloads: list[bytes]) -> list[str]:
    """What must not be seen; written down nowhere, read from the papers."""
    text = b"\n".join(payloads)
    own = {found.decode() for found in re.findall(rb"<SharedSecret>([^<&]{4,})", text)}
    return sorted({*own, *MARKS})


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    folder = tmp_path / "secret papers" / "corpora"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(CONTRACT)
    (folder / "in" / "cxml.yaml").write_text(CXML)
    (folder / "in" / "timed.yaml").write_text(TIMED)
    (folder / "in" / "wms.yaml").write_text(WMS)
    (folder / "in" / "strict.yaml").write_text(WMS.replace("format: json", "format: xml"))
    made.hub.publish(read_folder(folder))
    return made


def rows_of(hub: Hub) -> str:
    """Every row of every table but the raw bytes themselves, which are kept."""
    said = []
    for kind in RECORDS.values():
        for row in hub.store.rows(kind, limit=10_000):
            said.append(repr(msgspec.structs.replace(row, body=None)) if kind is Arrival else repr(row))
    return "\n".join(said)


def pages_of(operator: Operator) -> str:
    said = [operator.page(path) for path in ("/", "/messages", "/failures", "/alerts", "/audit")]
    for arrival in operator.world.hub.store.rows(Arrival, limit=10_000):
        base = f"/messages/{arrival.partition}/{arrival.number}"
        for path in ("", "/beside?document=0", "/explain"):
            said.append(operator.page(base + path))
        original = operator.get(f"{base}/original")
        assert original.status_code == 200
        assert len(original.content) == arrival.size
        said.append(original.content.decode(errors="replace"))
        example = f"/failures/example?partition={arrival.partition}&number={arrival.number}"
        said.append(operator.page(example))
    return "\n".join(said)


def test_no_secret_of_the_papers_is_seen_anywhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(Blanking(FORM))
    chosen = papers()
    secrets = secrets_of([payload for _, _, payload in chosen])
    assert len(secrets) > len(MARKS)

    for source, name, payload in chosen:
        world.deliver("corpora", source, name, payload, site="HQ")
    world.work()
    app, desk, password = open_console(world)
    with TestClient(app, headers={"accept-language": "en"}) as client:
        operator = Operator(client=client, world=world, desk=desk, password=password)
        operator.sign_in()
        pages = pages_of(operator)
    export = b"".join(written(Walk(world.hub.store).items(), world.hub.key, hub="hub", whole=True)).decode()

    for where, text in (
        ("rows", rows_of(world.hub)),
        ("pages", pages),
        ("export", export),
        ("log", caplog.text),
    ):
        # A secret that is a common word stands in other texts too; what counts is its own place.
        seen = [secret for secret in secrets if secret in text]
        assert not seen, f"{len(seen)} secrets in the {where}"
    assert len(world.hub.store.rows(Failure, limit=999)) > len(WMS_BODIES)
    assert len(world.hub.store.rows(StoredDocument, limit=999)) > 1
    world.hub.store.engine.dispose()
