"""What a mapping redacts nobody sees, and what is personal only who may; the bytes themselves stay kept."""

from __future__ import annotations

import msgspec
import pytest

from adapters.wiring.folders import read_folder
from core.hub.arrivals import Arrival
from core.hub.documents import BusinessKey, StoredDocument
from core.hub.explain import explain
from core.hub.story import tell
from gateway.console.provenance import beside, original
from tests.gateway.console.conftest import Operator
from tests.hub_world import CONTRACT, SLIPS, slip

SECRET = "Hu5h-hush"
RULES = "redact: [pin, /lots/code]\npersonal: [outbound_no, 'lots[].lot_no']\ndocuments:"


@pytest.fixture
def message(operator: Operator) -> Operator:
    """A slip whose mapping tries to make a business key of what it redacts."""
    folder = operator.world.hub.home / "mappings" / "wms"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(CONTRACT)
    slips = SLIPS.replace("documents:", RULES).replace("release_order_no: order", "release_order_no: pin")
    (folder / "in" / "slips.yaml").write_text(slips)
    operator.world.hub.publish(read_folder(folder))
    payload = slip("out", "OUT-1", ("LOT-4711", "1"), pin=SECRET, token=SECRET)
    payload = payload.replace(b'"qty"', b'"code":"' + SECRET.encode() + b'","qty"')
    operator.world.deliver("wms", "slips", "k1", payload, media="application/json", site="W1")
    operator.world.work()
    return operator


def test_what_is_redacted_is_on_no_page_in_no_key_and_in_no_body(message: Operator) -> None:
    store = message.world.hub.store

    for path in ("", "/beside?document=0", "/original", "/explain"):
        assert SECRET not in message.page(f"/messages/1/1{path}")

    assert not any(SECRET in row.value for row in store.rows(BusinessKey, limit=99))
    assert not any(SECRET.encode() in row.body for row in store.rows(StoredDocument, limit=99))
    [arrival] = store.rows(Arrival, limit=9, partition=1)
    assert SECRET.encode() in (arrival.body or b"")


def test_the_download_has_the_same_bytes_but_for_the_secret_places(message: Operator) -> None:
    [arrival] = message.world.hub.store.rows(Arrival, limit=9, partition=1)
    body = arrival.body or b""

    shown = message.get("/messages/1/1/original").content

    assert len(shown) == len(body)
    assert msgspec.json.decode(shown)["no"] == "OUT-1"


def test_personal_fields_are_masked_for_who_may_not_see_them(message: Operator) -> None:
    hub = message.world.hub
    story = tell(hub.store, 1, 1, handled=True)
    assert story is not None

    may, may_not = beside(hub, story, 0), beside(hub, story, 0, personal=False)

    assert "LOT-4711" in str(may.fields)
    assert "LOT-4711" in str(may.raw)
    assert "LOT-4711" not in str(may_not.fields)
    assert "LOT-4711" not in str(may_not.raw)
    assert b"LOT-4711" in original(hub, story)
    assert b"LOT-4711" not in original(hub, story, personal=False)
    document = story.parts[0].document
    fields = hub.library.mapping(document.mapping).hiding.personal
    body = next(line for line in explain(story, lambda _: fields).splitlines() if "  body " in line)
    assert "LOT-4711" not in body
