"""`hub ledger`: the books' charts and posting rules are published, by one person and approved by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.wiring.ledger_data import SHIPPED, read_charts, read_rules
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.ports import Store
from core.hub.records import Key, key_of
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.ledger import Account, Line, trial_balance
from gateway.cli.said import By, person, print_lines, warn_without_clock
from gateway.opening import open_hub

ledger = typer.Typer(no_args_is_help=True, help="The ledger: its charts of accounts and posting rules.")
PAGE = 10_000


def add_to(app: typer.Typer) -> None:
    app.add_typer(ledger, name="ledger")


@ledger.command("publish")
def publish(
    from_day: Annotated[int, typer.Option("--from-day", help="the rules hold from this day on, yyyymmdd")],
    approver: Annotated[str, typer.Option(help="who approves it; another than the publisher")],
    folder: Annotated[
        Path, typer.Option(help="charts and posting_rules.yaml; what ships, unless said")
    ] = SHIPPED,
    by: By = "",
) -> None:
    """Publishes every chart of the folder, and its posting rules from a day on."""
    publisher = person(by)
    if approver.strip() in {"", publisher}:
        raise Refused(f"{publisher} publishes; --approver names another person", cause="four_eyes.same")
    hub, _settings = open_hub()
    charts = read_charts(folder, first_period=from_day // 100, approver=approver)
    rules = read_rules(folder, from_day=from_day, approver=approver)
    said: list[tuple[str, msgspec.Struct, str]] = [
        ("ledger.chart_published.v1", chart, f"{chart.book}/{from_day}") for chart in charts
    ]
    said.append(("ledger.rules_published.v1", rules, f"{rules.name}/{from_day}"))
    with hub.store.unit() as unit:
        store_arrivals(
            unit,
            hub.blobs,
            [internal(name, body, partner="hub", site="", key=key) for name, body, key in said],
        )
    print(f"{len(charts)} charts and {len(rules.rules)} rules go to the ledger, from {from_day} on")
    warn_without_clock(hub.store)


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
