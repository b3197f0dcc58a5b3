"""The report of a partner's month, as every door gives it."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from adapters.database.partner_months import DatabasePartnerMonths
from adapters.wiring.hub import Hub
from core.hub.contracts import Contract, Partner
from core.hub.partner_month import month_of
from core.hub.partner_report import Report, report
from core.kernel.errors import Refused

UTC_NAME = str(UTC)


def contract_of(hub: Hub, partner: str) -> Contract:
    """The contract in force. Refused where there is no such partner."""
    row = hub.store.get(Partner, partner)
    if row is None:
        raise Refused(f"no partner {partner!r} is published; `hub partner publish {partner}`")
    return hub.library.contract(row.contract)


def report_of(hub: Hub, partner: str, month: str) -> Report:
    """A month by the zone of the contract's calendar."""
    contract = contract_of(hub, partner)
    return report(contract, DatabasePartnerMonths(hub.store.engine), month_of(month, zone_of(contract)))


def this_month(hub: Hub, partner: str) -> str:
    return f"{_today(hub, partner):%Y-%m}"


def last_month(hub: Hub, partner: str) -> str:
    """The last one that is over."""
    return f"{_today(hub, partner).replace(day=1) - timedelta(days=1):%Y-%m}"


def zone_of(contract: Contract) -> str:
    """Of the calendar, else of its first site."""
    if contract.calendar is not None:
        return contract.calendar.zone
    return contract.sites[0].zone if contract.sites else UTC_NAME


def _today(hub: Hub, partner: str) -> date:
    return hub.store.now().astimezone(ZoneInfo(zone_of(contract_of(hub, partner)))).date()
