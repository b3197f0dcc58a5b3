"""What posting will ask of books, months and accounts, for whoever gathers questions before it posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.hub.message import Message
from core.hub.questions import Questions
from core.kernel.errors import Refused
from core.ledger.chart import Account, Book, Period
from core.ledger.posting import Posting
from core.ledger.rule_set import RuleSet
from core.ledger.rules import rules_on
from core.ledger.work import LedgerWork


def ask_books(questions: Questions, books: Iterable[str], days: Iterable[int]) -> None:
    """The books, their months of these business days (yyyymmdd), and the posting rules."""
    names, months = sorted(books), sorted({day // 100 for day in days})
    questions.rows(Book, [(name,) for name in names])
    questions.rows(Period, [(name, month) for name in names for month in months])
    questions.of_each(RuleSet, "name", ["general"])


def ask_accounts(
    questions: Questions, message: Message, work: LedgerWork, day: int, events: Collection[str]
) -> None:
    """Every account that the rules of the day may post these events on, once `ask_books` is read."""
    try:
        rules = rules_on(Posting(message, work), day)
    except Refused:
        return  # Whoever posts is told so in its turn.
    lines = [
        (entry.book, line)
        for rule in rules
        if rule.event in events
        for entry in rule.entries
        for line in entry.lines
    ]
    questions.rows(Account, {(book, line.account) for book, line in lines})
