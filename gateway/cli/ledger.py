"""`hub ledger`: the books' charts and posting rules are published, by one person and approved by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.hub.ports import Store
from core.hub.records import Key, key_of
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.ledger import Account, Book, Line, trial_balance
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.said import By, print_lines
from gateway.opening import open_hub

ledger = typer.Typer(no_args_is_help=True, help="The ledger: its charts of accounts and posting rules.")
PAGE = 10_000


def add_to(app: typer.Typer) -> None:
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


@ledger.command("trial")
def trial(
    book: Annotated[str, typer.Argument(help="the book, as general")],
    until: Annotated[int, typer.Option("--until", help="the last business day that counts, yyyymmdd")],
) -> None:
    """The trial balance of a book on a day; its last line says whether debits and credits are even."""
    hub, _settings = open_hub()
    names = {row.code: row for row in hub.store.rows(Account, limit=PAGE, book=book)}
    if not names:
        raise Refused(f"there is no book {book}; `hub ledger publish` makes those that ship")
    rows = trial_balance(_lines(hub.store, book), until_day=until)
    print_lines(
        (
            f"{row.account:20} {names[row.account].name_en:32} {Money(row.debits, row.currency).amount:>20}"
            f" {Money(row.credits, row.currency).amount:>20} {row.currency}"
            for row in rows
        ),
        nothing=f"nothing is posted in {book} until {until}",
    )
    for currency in sorted({row.currency for row in rows}):
        over = Money(sum(row.balance for row in rows if row.currency == currency), currency)
        print("debits and credits are even" if not over.minor else f"debits less credits: {over}")


def _lines(store: Store, book: str) -> Iterator[Line]:
    """Every line of the book, a page at a time."""
    after: Key | None = None
    while page := store.rows(Line, limit=PAGE, after=after, book=book):
        yield from page
        after = key_of(page[-1])
