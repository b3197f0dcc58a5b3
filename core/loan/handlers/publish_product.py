"""Products and calendars come in force: made by one, approved by another, never changed afterwards."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.days import date_of
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.loan.factory import APPROVED, RETIRED
from core.loan.messages import CalendarPublished, ProductPublished, ProductRetired
from core.loan.records import CalendarDay, ProductVersion
from core.loan.work import LoanWork


@handles("loan.product_published.v1")
def publish_product(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(ProductPublished)
    require_another(said.maker, said.approver)
    date_of(said.from_day)
    code = said.product.code
    newest = max((row.version for row in work.products.find(code=code)), default=0)
    if said.version != newest + 1:
        raise Refused(
            f"version {said.version} of product {code}; the next is {newest + 1}",
            cause="loan.product.version",
        )
    body = canonical_bytes(said.product)
    work.products.put(
        ProductVersion(
            code=code,
            version=said.version,
            state=APPROVED,
            from_day=said.from_day,
            maker=said.maker,
            approver=said.approver,
            body=body,
            hash=content_hash(body),
        )
    )
    text = f"{code} version {said.version} from {said.from_day} by {said.maker}, {said.approver} approves"
    work.unit.effect(message, kind="product.published", key=f"{code}/{said.version}", text=text)
    return []


@handles("loan.product_retired.v1")
def retire_product(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(ProductRetired)
    require_another(said.by, said.approver)
    row = work.products.get(said.code, said.version)
    if row is None or row.state != APPROVED:
        raise Refused(
            f"product {said.code} has no approved version {said.version} to retire",
            cause="loan.product.unknown",
        )
    work.products.put(replace(row, state=RETIRED))
    text = f"{said.code} version {said.version} is retired by {said.by}: {said.reason}"
    work.unit.effect(message, kind="product.retired", key=f"{said.code}/{said.version}", text=text[:4_000])
    return []


@handles("loan.calendar_published.v1")
def publish_calendar(message: Message, work: LoanWork) -> list[Message]:
    said = message.read(CalendarPublished)
    require_another(said.by, said.approver)
    days = [(each.day, each.works) for each in said.days]
    for day, _ in days:
        date_of(day)
    for day, works in (*days, *((year * 10_000, True) for year in said.years)):
        work.calendar_days.put(
            CalendarDay(calendar=said.calendar, day=day, said_day=said.said_day, works=works)
        )
    text = f"{said.calendar}: {len(said.years)} years, {len(days)} days, as said on {said.said_day}"
    work.unit.effect(message, kind="calendar.published", key=f"{said.calendar}/{said.said_day}", text=text)
    return []
