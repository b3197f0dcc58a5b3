"""Scripts of TigerBeetle, tb-perf and Formance on our books: the same yes and no, the same balances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from core.kernel.errors import Refused
from core.ledger import (
    Balance,
    ChartAccount,
    Draft,
    Entry,
    Line,
    Posting,
    Reservation,
    ReservationEnded,
    Reserving,
    reservations_over,
)
from tests.core.ledger.books import DAY, Books, credit, debit
from tests.core.rooms import at
from tests.vectors.figures import VECTORS, minor, vector

MAX = 2**63 - 1
LIMITS = {
    "debits_must_not_exceed_credits": "debits_within_credits",
    "credits_must_not_exceed_debits": "credits_within_debits",
}
COLUMNS = ("debits_posted", "debits_pending", "credits_posted", "credits_pending")
# What they say of fields we do not have (their format's zeros and maxima, user data, ledgers and codes of a
# transfer, flags that exclude each other), and of transfers from an account to itself, which we take.
NOT_OURS = (
    "must_not_be",
    "must_be",
    "must_have",
    "reserved",
    "mutually_exclusive",
    "user_data",
    "ledger",
    "code",
    "flags",
    "account_id",
    "overflows_timeout",
    "timeout",
    "pending_id",
    "has_different_amount",
)


class Script:
    """One script over a book that has its accounts; a transfer is held, and used at once or later."""

    def __init__(self, accounts: list[dict[str, Any]]) -> None:
        self.books = Books(charts=False)
        self.now = at()
        self.burnt: set[Any] = set()
        self.replayed: Counter[str] = Counter()
        chart = tuple(
            ChartAccount(
                code=str(each["id"]),
                name_zh="户",
                name_en="account",
                side="debit",
                limit=next((LIMITS[flag] for flag in each.get("flags", ())), ""),
            )
            for each in accounts
        )
        self.books.publish("script", "limited", chart)

    def set_up(self, step: dict[str, Any]) -> None:
        columns = {name: number(step[name]) for name in COLUMNS}
        row = Balance(book="script", account=str(step["account"]), currency="CNY", owner="", **columns)
        self.books.act(lambda _message, work: work.balances.put(row))

    def tick(self, seconds: int) -> None:
        """Time goes on, and the clock ends what was held too long."""
        self.now += timedelta(seconds=seconds)
        held = self.books.rooms.rows(Reservation)
        for ended in reservations_over(held, self.now):
            assert isinstance(ended, ReservationEnded)
            self.books.tell("ledger.reservation_ended.v1", ended, when=self.now)

    def transfer(self, step: dict[str, Any]) -> None:
        status, flags = step["status"], step.get("flags", ())
        if status != "created" and any(word in status for word in NOT_OURS):
            self.replayed["not ours"] += 1
            return
        # An account that is not there burns no number: nothing was answered, the message is refused. What is
        # given back is given back whole, so nobody says how much.
        unanswered = status == "id_already_failed" and step["id"] not in self.burnt
        if unanswered or (status == "exceeds_pending_transfer_amount" and "void_pending" in flags):
            self.replayed["not ours"] += 1
            return
        before = self.balances()
        done = self.tried(lambda: self.act(step, flags))
        assert done == (status == "created"), step
        if not done:
            assert self.balances() == before, step
        self.replayed["yes" if done else "no"] += 1
        if status.startswith(("exceeds_credits", "exceeds_debits", "overflows")):
            self.burnt.add(step["id"])

    def act(self, step: dict[str, Any], flags: tuple[str, ...]) -> bool:
        """Whether something was done."""
        amount, pending = number(step.get("amount", "MAX")), str(step.get("pending_id"))
        if "void_pending" in flags or ("post_pending" in flags and amount == 0):
            self.reserve(lambda held: held.give_back("script", pending, business_day=DAY))
        elif "post_pending" in flags:
            part = None if step.get("amount", "MAX") == "MAX" else amount
            self.reserve(lambda held: held.use("script", pending, business_day=DAY, minor=part))
        elif amount:
            return self.hold(step, amount, use="pending" not in flags)
        return True

    def hold(self, step: dict[str, Any], minor: int, *, use: bool) -> bool:
        draft = Draft(
            book="script",
            number=str(step["id"]),
            rule="tried",
            business_day=DAY,
            text="",
            lines=[
                debit(str(step["debit_account_id"]), minor),
                credit(str(step["credit_account_id"]), minor),
            ],
        )
        timeout = step.get("timeout", 0)
        expires_at = self.now + timedelta(seconds=timeout) if timeout else None
        there = len(self.books.rooms.rows(Reservation))
        held = self.reserve(lambda each: each.hold(draft, expires_at=expires_at))
        if held.state == "refused" or len(self.books.rooms.rows(Reservation)) == there:
            return False
        if use:
            self.reserve(lambda each: each.use("script", draft.number, business_day=DAY))
        return True

    def reserve(self, action: Callable[[Reserving], Any]) -> Any:
        return self.books.act(lambda message, work: action(Reserving(message, work)), when=self.now)

    def tried(self, action: Callable[[], bool]) -> bool:
        try:
            return action()
        except Refused:
            return False

    def balances(self) -> dict[str, tuple[int, ...]]:
        rows = self.books.rooms.rows(Balance)
        return {row.account: tuple(getattr(row, name) for name in COLUMNS) for row in rows}


def number(text: Any) -> int:
    """MAX is the largest that a column holds: theirs have 128 bits, ours 63."""
    if isinstance(text, str):
        return MAX - int(text.removeprefix("MAX").removeprefix("-") or 0)
    return int(text)


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("create-transfers-lookup-transfers", 4, 14),
        ("create-lookup-2-phase-transfers", 12, 25),
        ("create-lookup-2-phase-transfers-amount-maxint", 2, 1),
        ("create-lookup-expired-transfers", 5, 3),
        ("create-transfers-lookup-transfers-failed-transfer-does-not-exist", 1, 0),
    ],
)
def test_a_script_of_tigerbeetle_ends_as_it_says(name: str, yes: int, no: int) -> None:
    """Those that link transfers or let one balance its account by itself are not replayed: we do neither."""
    given, _ = vector(f"tigerbeetle-{name}")
    script = Script([step for step in given["steps"] if step["op"] == "account"])

    for step in given["steps"]:
        if step["op"] == "setup_balances":
            script.set_up(step)
        elif step["op"] == "tick" and step["value"] > 0:
            script.tick(step["value"])
        elif step["op"] == "transfer":
            script.transfer(step)
        elif step["op"] == "expect_account":
            found = script.balances().get(str(step["account"]), (0, 0, 0, 0))
            assert found == tuple(number(step[column]) for column in COLUMNS), step

    assert (script.replayed["yes"], script.replayed["no"]) == (yes, no)


def test_a_batch_of_tb_perf_says_of_each_what_it_says() -> None:
    given, expected = vector("tbperf-batch-sql")
    accounts = [{"id": name, "flags": ["debits_must_not_exceed_credits"]} for name in given["balances"]]
    script = Script(accounts)
    for name, held in given["balances"].items():
        script.set_up({"account": name, **dict.fromkeys(COLUMNS, 0), "credits_posted": held})

    count = 0
    for batch, statuses, balances in zip(
        given["batches"], expected["status"], expected["balances_after_each"], strict=True
    ):
        for (source, target, amount), status in zip(batch, statuses, strict=True):
            count += 1
            step = {"id": count, "debit_account_id": source, "credit_account_id": target}
            done = script.tried(partial(script.hold, step, amount, use=True))
            assert done == (status == 0)
        left = [row[2] - row[0] for _, row in sorted(script.balances().items())]
        assert left == balances
        assert sum(left) == expected["total_always"]


def test_the_same_key_is_the_same_answer_and_another_body_is_refused() -> None:
    _, expected = vector("formance-idempotency")
    script = Script([{"id": "world"}, {"id": "alice"}])
    step = {"id": "tx-idempotency-key-1", "debit_account_id": "world", "credit_account_id": "alice"}

    said = [
        script.hold(step, 100, use=False),
        script.hold(step, 100, use=False),
        script.tried(lambda: script.hold(step, 200, use=False)),
    ]

    assert said == [text.startswith("created") for text in expected["results"]]
    assert len(script.books.rooms.rows(Entry)) == 1


def test_of_two_reversals_of_each_entry_one_succeeds_and_all_is_zero() -> None:
    given, expected = vector("formance-concurrent-revert")
    books = Books()
    accounts = ["1002.01", "6011"]
    entries = [
        books.post(debit(accounts[at_ % 2], at_ + 1), credit(accounts[1 - at_ % 2], at_ + 1))
        for at_ in range(given["transactions"])
    ]

    done = Counter[bool]()
    for again in range(given["each_reverted_by"]):
        for entry in entries:
            done[reversed_(books, entry, f"{entry.number}/{again}")] += 1

    assert (done[True], done[False]) == (expected["successful_reverts"], expected["failed_reverts"])
    sums = Counter[str]()
    for line in books.rooms.rows(Line):
        sums[line.account] += line.minor if line.side == "debit" else -line.minor
    assert set(sums.values()) == {0}


def reversed_(books: Books, entry: Entry, name: str) -> bool:
    try:
        books.reverse(entry, number=name)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("name", [name for name in VECTORS if name.startswith("fineract-je-chargeoff")])
def test_entries_of_fineract_balance_here_too_and_a_cent_less_does_not(name: str) -> None:
    _, expected = vector(name)
    rows = [row for each in expected["journal_entries"] for row in each["rows"]]
    books = Books(charts=False)
    codes = {row["code"]: row["name"] for row in rows}
    chart = tuple(
        ChartAccount(code=code, name_zh=text, name_en=text, side="debit") for code, text in codes.items()
    )
    books.publish("general", "general", chart)

    for each in expected["journal_entries"]:
        lines = [
            debit(row["code"], minor(row["debit"]))
            if row["debit"]
            else credit(row["code"], minor(row["credit"]))
            for row in each["rows"]
        ]
        entry = books.post(*lines)
        posted = books.rooms.rows(Line, entry_id=entry.entry_id)
        assert sum(line.minor for line in posted if line.side == "debit") == minor(each["debit_total"])
        off = [*lines[:-1], debit(lines[-1].account, 1)]
        with pytest.raises(Refused):
            books.act(
                lambda message, work, off=off: Posting(message, work).post(
                    Draft(book="general", number="x", rule="x", business_day=DAY, text="", lines=off)
                )
            )
