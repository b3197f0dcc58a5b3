"""Entries, reversals and reservations in any order beside a model of two dictionaries: the books hold."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.hub.records import key_of
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.ledger import Balance, Entry, Line, Posting, Reservation, Reserving, entry_hash
from tests.core.ledger.books import DAY, Books, a_draft, credit, debit
from tests.properties.worlds import run

OWNERS = some.sampled_from(["P1", "P2"])
NUMBERS = some.sampled_from([f"D{n}" for n in range(4)])
MINOR = some.integers(1, 50)
PICK = some.integers(0, 1_000)


class Ledger(RuleBasedStateMachine):
    """What is posted balances, what is limited stays in its limit, what was written stays as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()
        self.posted: list[Entry] = []
        self.reversed: set[int] = set()
        self.totals: Counter[str] = Counter()
        self.granted: Counter[str] = Counter()
        self.held: dict[str, tuple[str, int, str]] = {}
        self.used: Counter[str] = Counter()
        self.bytes: dict[tuple[str, Any], bytes] = {}
        for owner in ("P1", "P2"):
            self.grant(owner, 60)

    @rule(minor=MINOR, split=MINOR, even=some.booleans())
    def post(self, minor: int, split: int, even: bool) -> None:
        lines = (
            debit("1303.01", minor, contract="L1", party="P1"),
            debit("1132", split, contract="L1"),
            credit("1002.01", minor + split if even else minor),
        )
        if not even:
            self.refuses(lambda: self.books.post(*lines))
            return
        self.posted.append(self.books.post(*lines))
        self.totals["1303.01"] += minor
        self.totals["1132"] += split
        self.totals["1002.01"] -= minor + split

    @precondition(lambda self: self.posted)
    @rule(pick=PICK)
    def reverse(self, pick: int) -> None:
        place = pick % len(self.posted)
        entry = self.posted[place]

        def act(message: Any, work: Any) -> Entry:
            return Posting(message, work).reverse(
                entry, number=f"R{self.books.count}", business_day=DAY, text="wrong"
            )

        if place in self.reversed:
            self.refuses(lambda: self.books.act(act))
            return
        for line in self.books.rooms.rows(Line, entry_id=entry.entry_id):
            self.totals[line.account] -= line.minor if line.side == "debit" else -line.minor
        self.books.act(act)
        self.reversed.add(place)

    @rule(owner=OWNERS, minor=some.integers(-30, 60).filter(bool))
    def change_limit(self, owner: str, minor: int) -> None:
        self.grant(owner, minor)

    def grant(self, owner: str, minor: int) -> None:
        draft = a_draft(
            debit("granted", minor),
            credit("line", minor, party=owner),
            number=f"G{self.books.count}",
            book="limits",
        )
        self.books.act(lambda message, work: Posting(message, work).post(draft, enforce=False))
        self.granted[owner] += minor

    @rule(number=NUMBERS, owner=OWNERS, minor=MINOR)
    def hold(self, number: str, owner: str, minor: int) -> None:
        lines = (debit("line", minor, party=owner), credit("exposure", minor, party=owner))
        draft = a_draft(*lines, number=number, book="limits")

        def act(message: Any, work: Any) -> Reservation:
            return Reserving(message, work).hold(draft, expires_at=None)

        if number in self.held:
            before_owner, before_minor, state = self.held[number]
            if (before_owner, before_minor) != (owner, minor):
                self.refuses(lambda: self.books.act(act))
                return
            answer = self.books.act(act)
            assert (answer.state == "refused") == (state == "refused")
            return
        fits = self.pending(owner) + self.used[owner] + minor <= self.granted[owner]
        assert self.books.act(act).state == ("open" if fits else "refused")
        self.held[number] = (owner, minor, "open" if fits else "refused")

    @rule(number=NUMBERS, part=some.none() | some.integers(-1, 60))
    def use(self, number: str, part: int | None) -> None:
        def act(message: Any, work: Any) -> Entry:
            return Reserving(message, work).use("limits", number, business_day=DAY, minor=part)

        owner, minor, state = self.held.get(number, ("", 0, ""))
        if state != "open" or (part is not None and not 0 < part <= minor):
            self.refuses(lambda: self.books.act(act))
            return
        self.books.act(act)
        self.held[number] = (owner, minor, "posted")
        self.used[owner] += minor if part is None else part

    @rule(number=NUMBERS)
    def give_back(self, number: str) -> None:
        def act(message: Any, work: Any) -> Entry:
            return Reserving(message, work).give_back("limits", number, business_day=DAY)

        owner, minor, state = self.held.get(number, ("", 0, ""))
        if state != "open":
            self.refuses(lambda: self.books.act(act))
            return
        self.books.act(act)
        self.held[number] = (owner, minor, "voided")

    @invariant()
    def the_books_are_what_the_model_says(self) -> None:
        sums: Counter[str] = Counter()
        for line in self.books.rooms.rows(Line, book="general"):
            sums[line.account] += line.minor if line.side == "debit" else -line.minor
        assert not sum(sums.values())
        assert {code: over for code, over in sums.items() if over} == {
            code: over for code, over in self.totals.items() if over
        }

    @invariant()
    def limits_are_the_fold_of_their_entries(self) -> None:
        for row in self.books.rooms.rows(Balance, account="line"):
            assert row.debits_pending == self.pending(row.owner)
            assert row.debits_posted == self.used[row.owner]
            assert row.credits_posted == self.granted[row.owner]
        rows = self.books.rooms.rows(Balance)
        assert sum(row.debits_posted - row.credits_posted for row in rows) == 0
        assert sum(row.debits_pending - row.credits_pending for row in rows) == 0

    @invariant()
    def what_was_written_is_never_changed(self) -> None:
        for row in (*self.books.rooms.rows(Entry), *self.books.rooms.rows(Line)):
            key = (row.TABLE, key_of(row))
            assert self.bytes.setdefault(key, canonical_bytes(row)) == canonical_bytes(row)
        for entry in self.books.rooms.rows(Entry):
            assert entry.hash == entry_hash(entry, self.books.rooms.rows(Line, entry_id=entry.entry_id))

    def pending(self, owner: str) -> int:
        return sum(minor for who, minor, state in self.held.values() if (who, state) == (owner, "open"))

    def refuses(self, act: Any) -> None:
        before = self.books.rooms.books()
        try:
            act()
        except Refused:
            assert self.books.rooms.books() == before, "a refusal left something behind"
            return
        raise AssertionError("this should have been refused")


def test_the_ledger_holds_whatever_is_asked_of_it() -> None:
    """L1, L2, L3, L4, L5, L6, L8, L10, L12, L14."""
    run(Ledger, "light machines")
