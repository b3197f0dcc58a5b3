"""`hub product`: what may be financed and how, as files that are published by one and approved by another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.product_data import SHIPPED, calendar_said, read_product
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.loan import Product, ProductPublished, ProductRetired, ProductVersion
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.said import By, print_lines
from gateway.opening import open_hub

product = typer.Typer(no_args_is_help=True, help="Products, their versions, and the working days.")
ROWS_MAX = 10_000
# What the library of holidays can know at all.
YEARS_MAX = 40


def add_to(app: typer.Typer) -> None:
    app.add_typer(product, name="product")


@product.command("publish")
def publish(
    from_day: Annotated[int, typer.Option("--from-day", help="for applications from this day on, yyyymmdd")],
    approver: Approver,
    files: Annotated[list[Path] | None, typer.Argument(help="products; those that ship, unless said")] = None,
    by: By = "",
) -> None:
    """Publishes the products of these files as their next versions; what runs keeps the version it has."""
    hub, settings = open_hub()
    maker, other = two_people(hub, settings, by, approver)
    for path in files or sorted(SHIPPED.glob("*.yaml")):
        found = read_product(path)
        newest = max(
            (row.version for row in hub.store.rows(ProductVersion, limit=ROWS_MAX, code=found.code)),
            default=0,
        )
        said = ProductPublished(
            product=found, version=newest + 1, from_day=from_day, maker=maker, approver=other
        )
        tell(hub, "loan.product_published.v1", said, key=f"{found.code}/{said.version}")
        print(f"{found.code} version {said.version} goes to the loan room, from {from_day} on")


@product.command("retire")
def retire(
    code: Annotated[str, typer.Argument(help="the product")],
    version: Annotated[int, typer.Argument(help="its version")],
    why: Annotated[str, typer.Option("--why", help="the reason, as it stands in its log")],
    approver: Approver,
    by: By = "",
) -> None:
    """Takes a version out of use; contracts that run keep it."""
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    said = ProductRetired(code=code, version=version, by=publisher, approver=other, reason=why)
    tell(hub, "loan.product_retired.v1", said, key=f"{code}/{version}")
    print(f"{code} version {version} takes nothing new, once it is handled")


@product.command("list")
def list_versions() -> None:
    """Every version of every product, with its state."""
    hub, _settings = open_hub()
    rows = hub.store.rows(ProductVersion, limit=ROWS_MAX)
    print_lines(
        (
            f"{row.code:30} {row.version:4} {row.state:9} from {row.from_day}  {row.maker}, {row.approver}"
            for row in sorted(rows, key=lambda row: (row.code, row.version))
        ),
        nothing="no product is published; `hub product publish` takes those that ship",
    )


@product.command("show")
def show(
    code: Annotated[str, typer.Argument(help="the product")],
    version: Annotated[int, typer.Option("--version", help="its version; the newest, unless said")] = 0,
) -> None:
    """All parameters of a version."""
    hub, _settings = open_hub()
    rows = {row.version: row for row in hub.store.rows(ProductVersion, limit=ROWS_MAX, code=code)}
    row = rows.get(version or max(rows, default=0))
    if row is None:
        raise Refused(f"there is no version {version or ''} of product {code}".replace("  ", " "))
    found = msgspec.json.decode(row.body, type=Product)
    print(f"{row.code} version {row.version}, {row.state}, from {row.from_day}")
    print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


@product.command("calendar")
def calendar(approver: Approver, by: By = "") -> None:
    """Tells the loan room the working days of all years whose notice is known, from 2024 on."""
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    today = hub.store.now().date()
    years = range(2024, today.year + 2)
    said = calendar_said(
        ChinaHolidays(), years[:YEARS_MAX], said_day=day_number(today), by=publisher, approver=other
    )
    tell(hub, "loan.calendar_published.v1", said, key=f"{said.calendar}/{said.said_day}")
    print(f"{len(said.years)} years and {len(said.days)} special days go to the loan room")
