"""Less is there than the book says (C02)."""

from __future__ import annotations

from core.hub.alerts import AlertRaised


def short_alert(site: str, lot_no: str, text: str) -> AlertRaised:
    """C02: less is there than the book says."""
    return AlertRaised(
        code="C02",
        severity="critical",
        object=f"{site}/{lot_no}",
        site=site,
        text=f"short: {text}",
        action="freeze the lot and count it by surprise within 24 h",
    )
