"""`hub ledger trial`, `general`, `detail`, `balance`, `months`: what the books say, as lines or as CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated
from unicodedata import east_asian_width

import typer

from adapters.wiring.ledger_data import SHIPPED, read_statements
from core.hub.documents import Effect
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.ledger import (
    Asked,
    Block,
    BookReader,
    DetailRow,
    Entry,
    MonthEnd,
    Wanted,
    detail_ledger,
    faults,
    general_ledger,
    make_statement,
    trial_balance,
)
from gateway.cli.said import moment, print_lines
from gateway.opening import open_hub

BookName = Annotated[str, typer.Argument(help="the book, as general")]
Until = Annotated[int, typer.Option("--until", help="the last business day that counts, yyyymmdd")]
Months = Annotated[str, typer.Option("--months", help="a month, or from one to another: 202601-202603")]
OfAccount = Annotated[str, typer.Option("--account", help="this account and those below it alone")]
Csv = Annotated[Path | None, typer.Option("--csv", help="write it into this file instead")]
KnownAt = Annotated[str, typer.Option("--known-at", help="leave out what was recorded after this moment")]
Late = Annotated[bool, typer.Option("--late", help="count what came late for a locked month on its own day")]


# What is counted, and stands to the right; how wide what is short may be.
AMOUNTS = frozenset(("opening", "debits", "credits", "closing", "balance", "debit", "credit", "amount"))
WIDTHS = {"account": 10, "day": 8, "period": 6, "currency": 8, "rule": 4} | dict.fromkeys(AMOUNTS, 18)
WIDTH = 24
MONTH = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])")


def add_to(app: typer.Typer) -> None:
    app.command("trial")(trial)
    app.command("general")(general)
    app.command("detail")(detail)
    app.command("balance")(balance)
    app.command("statement")(statement)
    app.command("months")(show_months)
    app.command("verify")(verify)


def trial(book: BookName, until: Until, known_at: KnownAt = "", late: Late = False, out: Csv = None) -> None:
    """The trial balance of a book on a day; its last line says whether debits and credits are even."""
    reader = reader_of(book)
    rows = trial_balance(reader, asked(until, known_at=known_at, late=late))
    tell_rows(
        ("account", "name", "opening", "debits", "credits", "balance", "currency"),
        [
            (
                row.account,
                reader.accounts[row.account].name_en,
                *amounts(row.currency, row.opening, row.debits, row.credits, row.balance),
                row.currency,
            )
            for row in rows
        ],
        out=out,
        nothing=f"nothing is posted in {book} until {until}",
    )
    for currency in sorted({row.currency for row in rows}) if out is None else ():
        over = Money(sum(row.balance for row in rows if row.currency == currency), currency)
        print("debits and credits are even" if not over.minor else f"debits less credits: {over}")


def balance(book: BookName, account: str, until: Until, known_at: KnownAt = "", late: Late = False) -> None:
    """What an account holds on a day, by what it is about."""
    reader = reader_of(book)
    question = asked(until, account=account, known_at=known_at, late=late)
    standings = reader.standings(question)
    tell_rows(
        ("account", "about", "balance", "currency"),
        [
            (
                place.account,
                " ".join(filter(None, place[2:])),
                *amounts(place.currency, each.closing),
                place.currency,
            )
            for place, each in sorted(standings.items())
            if each.closing
        ],
        out=None,
        nothing=f"account {account} of {book} holds nothing on {until}",
    )


def general(book: BookName, months: Months, account: OfAccount = "", out: Csv = None) -> None:
    """The general ledger (总账): every account and level, month by month."""
    first, last = _span(months)
    reader = reader_of(book)
    tell_rows(
        ("period", "account", "name", "opening", "debits", "credits", "closing", "currency"),
        [
            (
                str(row.period),
                row.account,
                reader.accounts[row.account].name_en,
                *amounts(row.currency, row.opening, row.debits, row.credits, row.closing),
                row.currency,
            )
            for row in general_ledger(reader, first, last, account=account)
        ],
        out=out,
        nothing=f"nothing stands in {book} from {first} to {last}",
    )


def detail(
    book: BookName,
    months: Months,
    account: OfAccount = "",
    about: Annotated[
        list[str] | None, typer.Option(help="party=, contract=, lot= or funder= and a name; may be repeated")
    ] = None,
    out: Csv = None,
) -> None:
    """The detail ledger (明细账): line by line with the balance behind it and the message it comes from."""
    first, last = _span(months)
    named = dict(_pair(one) for one in about or ())
    rows = detail_ledger(reader_of(book), Wanted(first, last, account, named))
    tell_rows(_DETAIL, map(_detail, rows), out=out, nothing=f"no line of {book} from {first} to {last} is so")


_DETAIL = (
    "day",
    "account",
    "about",
    "debit",
    "credit",
    "balance",
    "currency",
    "entry",
    "rule",
    "text",
    "message",
)


def _detail(row: DetailRow) -> Sequence[str]:
    if row.line is None:
        return ("", row.account, "opening", "", "", *amounts(row.currency, row.balance), row.currency)
    line = row.line
    return (
        str(line.business_day),
        row.account,
        " ".join(filter(None, (line.party, line.contract, line.lot, line.funder))),
        *amounts(row.currency, *row.sides, row.balance),
        row.currency,
        line.number,
        row.rule,
        row.text,
        str(row.message_id or ""),
    )


def statement(
    name: Annotated[str, typer.Argument(help="balance_sheet, profit_and_loss, cash_flow, or one of yours")],
    book: BookName,
    months: Months,
    folder: Annotated[Path, typer.Option(help="where statements.yaml is; what ships, unless said")] = SHIPPED,
    out: Csv = None,
) -> None:
    """A statement of some months, with its ties proven below it; it exits with 1 where one does not hold."""
    known = read_statements(folder)
    if name not in known:
        raise Refused(f"there is no statement {name}; there are {', '.join(known)}")
    made = make_statement(reader_of(book), known[name], *_span(months))
    tell_rows(
        ("line", "name_zh", "name_en", "amount", "currency"),
        [
            (
                row.line.code,
                row.line.name_zh,
                row.line.name_en,
                *amounts(row.currency, row.minor),
                row.currency,
            )
            for row in made.told
        ],
        out=out,
        nothing=f"nothing stands in {book} in {months}",
    )
    for tie in made.ties:
        left, right = amounts(tie.currency, tie.left, tie.right)
        print(f"{tie.currency}: {tie.text}" if tie.even else f"WRONG {tie.text}: {left} and {right}")
    if not all(tie.even for tie in made.ties):
        raise typer.Exit(1)


def show_months(book: BookName) -> None:
    """Which months are closed."""
    hub, _settings = open_hub()
    rows = hub.store.rows(MonthEnd, limit=10_000, book=book)
    print_lines(
        (f"{row.period} {'closed' if row.closed else 'open again'}, {row.entries} entries" for row in rows),
        nothing=f"no month of {book} was closed yet",
    )


def verify() -> None:
    """Every entry, line and closed month beside its hash; what was changed in the database is named."""
    hub, _settings = open_hub()
    found = 0
    for fault in faults(hub.store, hub.store.walk(Effect, "effect_id")):
        found += 1
        print(f"WRONG {fault.where}: {fault.what}")
    if found:
        raise typer.Exit(1)
    blocks = sum(1 for _ in hub.store.walk(Block, "book", "number"))
    entries = sum(1 for _ in hub.store.walk(Entry, "entry_id"))
    print(
        f"{entries} entries and {blocks} blocks are as they were written;"
        " `hub audit verify` proves the hashes"
    )


def reader_of(book: str) -> BookReader:
    hub, _settings = open_hub()
    return BookReader(hub.store, book)


def asked(until: int, *, account: str = "", known_at: str = "", late: bool = False) -> Asked:
    at = moment(known_at) if known_at else None
    return Asked(until_day=until, account=account, known_at=at, late=late)


def amounts(currency: str, *minors: int) -> list[str]:
    return [str(Money(minor, currency).amount) for minor in minors]


def tell_rows(heads: Sequence[str], rows: Iterable[Sequence[str]], *, out: Path | None, nothing: str) -> None:
    """As columns on the screen, or into a file as CSV that a spreadsheet opens."""
    if out is None:
        print_lines(_table(heads, rows), nothing=nothing)
        return
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        written = 0
        for row in rows:
            writer.writerow(row)
            written += 1
    print(f"{written} rows are in {out}")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The heads and the rows; no line where there is no row."""
    headed = False
    for row in rows:
        if not headed:
            headed = True
            yield _line(heads, heads)
        yield _line(heads, row)


def _line(heads: Sequence[str], row: Sequence[str]) -> str:
    # What an account opens with has no entry, and ends before the columns of one.
    return " ".join(_column(head, text) for head, text in zip(heads, row, strict=False)).rstrip()


def _column(head: str, text: str) -> str:
    """Amounts to the right; a sign of Chinese takes the place of two."""
    room = max(WIDTHS.get(head, WIDTH) - sum(east_asian_width(sign) in "WF" for sign in text), 0)
    return f"{text:>{room}}" if head in AMOUNTS else f"{text:{room}}"


def _span(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not all(MONTH.fullmatch(each) for each in (first, last or first)):
        raise Refused(f"{text!r} is no month (yyyymm), nor from one to another (202601-202603)")
    if first > (last or first):
        raise Refused(f"{text!r} begins behind its end")
    return int(first), int(last or first)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Refused(f"{text!r} is not written as contract=L-1")
    return name, value
