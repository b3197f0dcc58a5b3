"""What the pages about partners call things: roles, turns of feeds, drafts, outcomes."""

from __future__ import annotations

from typing import Any

from gateway.console.texts import N_

PARTNER_ROLES: dict[str, str] = {
    "warehouse": N_("Warehouse"),
    "supervisor": N_("Supervisor"),
    "funder": N_("Funder"),
    "core_enterprise": N_("Core enterprise"),
    "supplier": N_("Supplier"),
    "logistics": N_("Logistics"),
    "prices": N_("Price source"),
    "platform": N_("Platform"),
}
WORKING_DAYS: dict[str, str] = {
    "every_day": N_("every day"),
    "weekdays": N_("Monday to Friday"),
    "china": N_("China, by the State Council's notices"),
}
TURNS: dict[str, tuple[str, str]] = {
    "on_time": (N_("on time"), "good"),
    "came_late": (N_("late"), "warn"),
    "late": (N_("missed"), "bad"),
    "short": (N_("short"), "bad"),
    "over": (N_("over"), "warn"),
}
ONBOARDINGS: dict[str, tuple[str, str]] = {
    "drafting": (N_("Drafting"), "plain"),
    "green": (N_("Green"), "good"),
    "red": (N_("Red"), "bad"),
    "proposed": (N_("Proposed"), "wait"),
}
CHECKS: dict[str, str] = {
    "read": N_("Every file is read"),
    "documents": N_("Every file gives documents"),
    "once": N_("Said twice, booked once"),
}
OUTCOMES: dict[str, str] = {
    "done": N_("done"),
    "noted": N_("noted"),
    "refused": N_("refused"),
    "unreadable": N_("unreadable"),
    "unavailable": N_("unavailable"),
}
# What templates call them.
TABLES: dict[str, Any] = {
    "partner_roles": PARTNER_ROLES,
    "working_days": WORKING_DAYS,
    "turn_words": TURNS,
    "outcome_words": OUTCOMES,
    "onboarding_words": ONBOARDINGS,
    "check_words": CHECKS,
}
