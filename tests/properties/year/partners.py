"""The partners of the year and how they write: the house's own JSON, and facts of trade beside it."""

from __future__ import annotations

from pathlib import Path

FINANCE = (Path(__file__).parents[3] / "mappings/standards/lianqiao/finance.yaml").read_text()
MORE = """
      - type: erp.payment.v1
        when: type == 'erp.payment.v1'
        identity: {number: payment_no, revision: {from: revision, default: "1"}}
        body:
          payment_no: {from: payment_no, required: true}
          bank_ref: bank_ref
          amount: {from: amount/amount, as: money, currency: {from: amount/currency}, required: true}
          value_date: {from: value_date, as: date}
          payer: {at: payer, fields: {id: id, scheme: scheme, name: name}}
          payee: {at: payee, fields: {id: id, scheme: scheme, name: name}}
          payee_account: {at: payee_account, fields: {number: number}}
          purpose: purpose
          invoices:
            each: invoices
            fields:
              number: {from: number, required: true}
              amount: {from: amount/amount, as: money, currency: {from: amount/currency}}
"""
CONTRACT = """
partner: {name}
name: {name}
parties: [{name}]
sites: [{{id: {site}, zone: Asia/Shanghai}}]
feeds: [{{source: slips, rules: [{{mapping: in/slips.yaml}}]}}]
sends: [{{name: out, adapter: collect, address: "collect:", types: [{types}], repeat: never}}]
"""
PARTNERS = {
    "shop": "finance.status.v1",
    "bank": "funder.drawdown_request.v1, loan.status_asked.v1",
    "port": "wms.release_order.v1",
}
# A warehouse speaks of its own stock alone.
SITES = {"port": "WH1"}


def folder_of(name: str) -> tuple[str, str]:
    """(mapping, contract) of a partner."""
    return FINANCE.rstrip("\n") + "\n" + MORE.lstrip("\n"), CONTRACT.format(
        name=name, site=SITES.get(name, f"{name}-door"), types=PARTNERS[name]
    )
