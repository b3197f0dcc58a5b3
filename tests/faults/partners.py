"""The partners of a run: the demo's warehouse on two sites and its bank, who wants to be told."""

from __future__ import annotations

import shutil
from pathlib import Path

MAPPINGS = Path(__file__).parents[2] / "mappings"
SITE, OTHER_SITE = "WH-SHA-01", "WH-SHA-02"
WAREHOUSE, BANK = "demo-warehouse", "demo-bank"
SECRET = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"
GAP_WAIT_S = 30.0
# A claim of a dead deliverer is over after this and half a minute.
TIMEOUT_S = 3.0

_WAREHOUSE = """partner: demo-warehouse
name: Demo warehouse, Shanghai 演示仓库
parties: [demo-warehouse]
gap_wait_s: {gap}
sites:
  - {{id: WH-SHA-01, zone: Asia/Shanghai}}
  - {{id: WH-SHA-02, zone: Asia/Shanghai}}
pulls:
  - name: outside
    adapter: file
    address: file://{folder}/outside
    source: slips
    site: WH-SHA-02
    every_s: 1
    options: {{finished: name}}
feeds:
  - source: slips
    rules:
      - {{mapping: in/slips.yaml}}
  - source: answers
    rules:
      - {{mapping: in/answers.yaml}}
  - source: api
    rules:
      - {{mapping: in/api.yaml}}
sends:
  - name: orders
    adapter: file
    address: file://{folder}/orders?archive={folder}/orders/archive
    types: [wms.pledge_notice.v1, wms.release_order.v1]
    repeat: ask
    timeout_s: {timeout}
"""
_BANK = """partner: demo-bank
name: Demo bank, pledgee 演示银行
parties: [demo-bank]
sites:
  - {{id: WH-SHA-01, zone: Asia/Shanghai}}
feeds:
  - source: orders
    rules:
      - {{mapping: in/orders.yaml}}
sends:
  - name: told
    adapter: webhook
    address: http://127.0.0.1:{port}/told
    secret_file: bank.secret
    types: [wms.inbound.v1, wms.outbound.v1, wms.pledge_confirm.v1]
    repeat: safe
    tries_max: 30
    timeout_s: {timeout}
  - name: asked
    adapter: webhook
    address: http://127.0.0.1:{port}/asked
    secret_file: bank.secret
    types: [wms.outbound.v1, wms.pledge_confirm.v1]
    repeat: ask
    tries_max: 30
    timeout_s: {timeout}
  - name: once
    adapter: webhook
    address: http://127.0.0.1:{port}/once
    secret_file: bank.secret
    types: [wms.outbound.v1, wms.pledge_confirm.v1]
    repeat: never
    timeout_s: {timeout}
"""


def write_partners(mappings: Path, home: Path, *, partner: Path, port: int) -> None:
    """Their contracts and mappings; `partner`: where files are dropped, `port`: where they listen."""
    for name in ("standards", WAREHOUSE, BANK):
        shutil.copytree(MAPPINGS / name, mappings / name, dirs_exist_ok=True)
    said = {"gap": GAP_WAIT_S, "timeout": TIMEOUT_S, "folder": partner, "port": port}
    (mappings / WAREHOUSE / "partner.yaml").write_text(_WAREHOUSE.format(**said))
    (mappings / BANK / "partner.yaml").write_text(_BANK.format(**said))
    secrets = home / "secrets"
    secrets.mkdir(parents=True, exist_ok=True)
    (secrets / "bank.secret").write_text(SECRET)
