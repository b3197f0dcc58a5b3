"""`hub ledger`: charts and posting rules are published, months closed and opened again, by people by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.kernel.errors import Refused
from core.ledger import Book, MonthClosed, PeriodReopened
from gateway.cli import ledger_books
from gateway.cli.acting import acting
from gateway.cli.deciding import PUBLISH, Approver, tell, two_people
from gateway.cli.ledger_books import BookName
from gateway.cli.said import By
from gateway.opening import open_hub

ledger = typer.Typer(
    no_args_is_help=True, help="The ledger: charts, posting rules, months' ends, and what the books say."
)
PAGE = 10_000
Month = Annotated[int, typer.Argument(help="the month, yyyymm")]


def add_to(app: typer.Typer) -> None:
    ledger_books.add_to(ledger)
    app.add_typer(ledger, name="ledger")


@ledger.command("publish")
def publish(
    from_day: Annotated[int, typer.Option("--from-day", help="the rules hold from this day on, yyyymmdd")],
    approver: Approver,
    folder: Annotated[
        Path, typer.Option(help="charts and posting_rules.yaml; what ships, unless said")
    ] = SHIPPED,
    by: By = "",
) -> None:
    """Publishes every chart of the folder, and its posting rules from a day on."""
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    begun = {row.book: row.first_period for row in hub.store.rows(Book, limit=PAGE)}
    who = {"publisher": publisher, "approver": other}
    charts = read_charts(folder, {"": from_day // 100, **begun}, **who)
    rules = read_rules(folder, from_day=from_day, **who)
    for chart in charts:
        tell(hub, "ledger.chart_published.v1", chart, key=f"{chart.book}/{from_day}")
    tell(hub, "ledger.rules_published.v1", rules, key=f"{rules.name}/{from_day}")
    print(f"{len(charts)} charts and {len(rules.rules)} rules go to the ledger, from {from_day} on")


@ledger.command("close")
def close(book: BookName, period: Month, by: By = "") -> None:
    """Ends a month: its results are carried over, its totals kept and sealed, and it is locked."""
    hub, settings = open_hub()
    who = acting(hub, settings, by, PUBLISH)
    ends = hub.store.get(Book, book)
    if ends is None:
        raise Refused(f"there is no book {book}; `hub ledger publish` makes those that ship")
    said = MonthClosed(book=book, period=period, by=who)
    tell(hub, "ledger.month_closed.v1", said, key=f"{book}/{period}/closed/{hub.store.now().isoformat()}")
    print(f"the end of {period} goes to the ledger; `hub ledger months {book}` shows when it is done")


@ledger.command("reopen")
def reopen(
    book: BookName,
    period: Month,
    reason: Annotated[str, typer.Option(help="why it is opened again")],
    approver: Approver,
    by: By = "",
) -> None:
    """Opens a month again; if it was closed, its totals go, and those of every month behind it."""
    hub, settings = open_hub()
    who, other = two_people(hub, settings, by, approver)
    said = PeriodReopened(book=book, period=period, by=who, reason=reason, approver=other)
    tell(hub, "ledger.period_reopened.v1", said, key=f"{book}/{period}/opened/{hub.store.now().isoformat()}")
    print(f"that {period} is opened again goes to the ledger")
