"""From a contract to the books and back: what a partner's API gives is booked, and told to its API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.wiring.sources import make_puller
from core.hub.documents import StoredDocument
from core.hub.status import status_of
from core.kernel.errors import Unreadable
from gateway.worker import Worker
from tests.adapters.rest.conftest import Partner
from tests.adapters.rest.erp import FIRST, SECRET
from tests.gateway.cli.conftest import Office, make_office

CONTRACT = """
partner: wms
name: A warehouse
parties: [wms]
sites: [{id: W1, zone: Asia/Shanghai}]
feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]
pulls:
  - name: stock
    adapter: rest
    address: URL/window
    source: slips
    site: W1
    every_s: 60
    options:
      method: POST
      query: {page_no: "{page}"}
      body: '[{"start_time": "{from}", "end_time": "{to}"}]'
      ok: status == 0
      pages: {by: number, first: 0, size: 2, items: data/details, total: data/total_count}
      window: {begin: "2026-11-23T08:00:00+08:00", length_s: 31536000}
      pace_per_s: 1000
sends:
  - {name: orders, adapter: rest, address: URL/orders, types: [ack.v1], repeat: safe, secret_file: erp,
     options: {auth: {kind: bearer}, ok: status == 0}}
"""
SLIPS = """
mapping: 1
reads: {format: json}
documents:
  - type: wms.inbound.v1
    split: data/details
    identity: {number: inbound_no, content: true}
    body:
      inbound_no: {from: no, required: true}
      event_time: {from: modified, as: datetime, required: true}
      warehouse: {fact: site}
      lots: {each: ".", fields: {lot_no: no, quantity: {from: qty, as: quantity, unit: {value: TNE}}}}
"""


@pytest.fixture
def office(tmp_path: Path, erp: Partner) -> Office:
    made = make_office(tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "erp").write_text(SECRET)
    made.publish(SLIPS, CONTRACT.replace("URL", erp.url))
    return made


def test_what_a_partner_s_api_gives_is_booked_once_and_answered_there(office: Office, erp: Partner) -> None:
    hub = office.hub
    puller = make_puller(hub)
    [due] = puller.due(hub.store.now())
    assert puller.run(due) == 4

    Worker(hub, "test", partitions_max=8).drain()
    hub.deliverer.run(limit=100)

    documents = [row for row in hub.store.rows(StoredDocument, limit=99) if row.type == "wms.inbound.v1"]
    assert {(row.key, row.outcome) for row in documents} == {(f"R-{number}", "done") for number in range(7)}
    assert min(row.event_time for row in documents) == FIRST
    status = status_of(hub.store, 1, 1)
    assert status is not None
    assert status.state == "done"
    told = [one for one in erp.asked() if one["path"] == "/orders"]
    assert {json.loads(one["body"])["body"]["about"] for one in told} == {row.key for row in documents}


def test_a_secret_among_the_options_is_refused(office: Office, erp: Partner) -> None:
    with_secret = CONTRACT.replace(
        "ok: status == 0\n", "ok: status == 0\n      headers: {Authorization: Bearer abc}\n"
    )

    with pytest.raises(Unreadable, match="a secret stands in clear at 'Authorization'"):
        office.publish(SLIPS, with_secret.replace("URL", erp.url))
