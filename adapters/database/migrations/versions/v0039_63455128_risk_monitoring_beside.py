"""Version 39, risk monitoring beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0039_63455128"
down_revision = "0038_05a1d18e"
BESIDE = True


def upgrade() -> None:
    _add_ix_risk_decision_rule_set_stage_business_day()


def _add_ix_risk_decision_rule_set_stage_business_day() -> None:
    index_beside(
        "ix_risk_decision_rule_set_stage_business_day", "risk_decision", ["rule_set", "stage", "business_day"]
    )
