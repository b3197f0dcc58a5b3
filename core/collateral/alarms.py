"""What a mark alarms: broken floors (C03), levels (C04), goods without a price (C06); and what it calms."""

from __future__ import annotations

from core.collateral.contract import Contract
from core.collateral.levels import CALL, LIQUIDATE, LTV, NORMAL, UNCURED, WATCH
from core.collateral.mark import Found, Mark
from core.hub.alerts import AlertCleared, AlertRaised, Severity, clear_alert, raise_alert
from core.hub.message import Message

SEVERITY: dict[str, Severity] = {WATCH: "medium", CALL: "high", LIQUIDATE: "critical"}
ACTION = {
    WATCH: "watch the price; prepare a call",
    CALL: "call: ask for cash or goods",
    LIQUIDATE: "give notice, then dispose",
}


class Alarms:
    """Alerts of one message; of several about one object the last counts."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._alerts: dict[tuple[str, str], Message] = {}

    def alarm(self, alert: AlertRaised) -> None:
        self._alerts[alert.code, alert.object] = raise_alert(self._message, alert)

    def calm(self, code: str, object_: str, text: str) -> None:
        cleared = AlertCleared(code=code, object=object_, text=text)
        self._alerts[code, object_] = clear_alert(self._message, cleared)

    def messages(self) -> list[Message]:
        return list(self._alerts.values())


def tell_changes(alarms: Alarms, before: Contract, after: Contract, found: Found) -> None:
    """Tells what is otherwise than at the mark before: each alarm when it begins and when it ends."""
    _tell_floors(alarms, before, found)
    _tell_shares(alarms, before, found)
    _tell_level(alarms, before, after)
    _tell_prices(alarms, before, found)


def _tell_floors(alarms: Alarms, before: Contract, found: Found) -> None:
    known = set(before.floors_broken.splitlines())
    for object_, text in found.broken.items():
        if object_ not in known:
            action = "block outbound; ask for goods or cash"
            alarms.alarm(AlertRaised(code="C03", severity="high", object=object_, text=text, action=action))
    for object_ in sorted(known - found.broken.keys()):
        alarms.calm("C03", object_, f"{object_} is at its floor again")


def _tell_shares(alarms: Alarms, before: Contract, found: Found) -> None:
    """A category that has grown too large is no reason to call: the goods are there."""
    known = set((before.shares_over or "").splitlines())
    for object_, text in found.over.items():
        if object_ not in known:
            action = "take in no more of it; ask for other goods"
            alarms.alarm(AlertRaised(code="C10", severity="high", object=object_, text=text, action=action))
    for object_ in sorted(known - found.over.keys()):
        alarms.calm("C10", object_, f"{object_} has no more than its share again")


def _tell_level(alarms: Alarms, before: Contract, after: Contract) -> None:
    old, new = alarmed_level(before), alarmed_level(after)
    if old == new:
        return
    percent = f"{after.ltv_ppm // 10_000}.{after.ltv_ppm // 100 % 100:02d} %"
    if old != NORMAL:
        alarms.calm(
            "C04", f"{after.contract_no}:{old}", f"{after.contract_no} is at {percent}: {after.level}"
        )
    if new != NORMAL:
        why = "the call was not cured in time; " if after.cause == UNCURED else ""
        alarms.alarm(
            AlertRaised(
                code="C04",
                severity=SEVERITY[new],
                object=f"{after.contract_no}:{new}",
                text=f"{after.contract_no} is at {new}: {why}loan to value {percent}",
                action=ACTION[new],
            )
        )


def alarmed_level(standing: Contract | Mark) -> str:
    """The level that C04 stands for: one that loan to value caused; a broken floor is C03, a fall C06."""
    return standing.level if standing.cause in {LTV, UNCURED} else NORMAL


def _tell_prices(alarms: Alarms, before: Contract, found: Found) -> None:
    known = set(before.unpriced.splitlines())
    missing = found.valuation.missing
    for sku, why in missing.items():
        if sku not in known:
            alarms.alarm(
                AlertRaised(
                    code="C06",
                    severity="high",
                    object=f"{before.contract_no}/{sku}",
                    text=f"{before.contract_no}: {sku} is valued without a fresh price: {why}",
                    action="get a quote, or have a person confirm one",
                )
            )
    for sku in sorted(known - missing.keys()):
        alarms.calm("C06", f"{before.contract_no}/{sku}", f"{sku} has a fresh price again")
