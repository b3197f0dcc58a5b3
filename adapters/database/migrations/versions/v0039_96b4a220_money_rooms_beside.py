"""Version 39, money rooms beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0039_96b4a220"
down_revision = "0038_ec5a6ef4"
BESIDE = True


def upgrade() -> None:
    _add_ix_custody_transit_confirm()
    _add_ix_custody_transit_to_site_confirm()
    _add_ix_ledger_entry_period_book()
    _add_ix_risk_decision_rule_set_stage_business_day()


def _add_ix_custody_transit_confirm() -> None:
    index_beside("ix_custody_transit_confirm", "custody_transit", ["confirm"])


def _add_ix_custody_transit_to_site_confirm() -> None:
    index_beside("ix_custody_transit_to_site_confirm", "custody_transit", ["to_site", "confirm"])


def _add_ix_ledger_entry_period_book() -> None:
    index_beside("ix_ledger_entry_period_book", "ledger_entry", ["period", "book"])


def _add_ix_risk_decision_rule_set_stage_business_day() -> None:
    index_beside(
        "ix_risk_decision_rule_set_stage_business_day", "risk_decision", ["rule_set", "stage", "business_day"]
    )
