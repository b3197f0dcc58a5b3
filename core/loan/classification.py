"""How bad a loan is: five categories by Order 2023-1, the buckets of its overdue days, and non-accrual."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

import msgspec


class Category(IntEnum):
    """正常, 关注, 次级, 可疑, 损失; the last three are non-performing."""

    NORMAL = 1
    SPECIAL_MENTION = 2
    SUBSTANDARD = 3
    DOUBTFUL = 4
    LOSS = 5

    @property
    def non_performing(self) -> bool:
        return self >= Category.SUBSTANDARD


class Over(NamedTuple):
    """More overdue days than `days`, at least this category."""

    days: int
    category: Category


class AtLeast(NamedTuple):
    """An expected loss of at least this share of the book value, at least this category."""

    share: Decimal
    category: Category


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """From which day on what makes a loan how bad.

    technical_days: overdue for so many days by an operational or technical failure counts as not overdue.
    contagion: over this share of a debtor's claims non-performing, all of them are (unless well enhanced).
    observed_days: for so long after a restructuring a loan is special mention at least. accrual_again: after
    so many instalments in a row that were paid by their days interest is income again, 0: never.
    """

    effective_from: date
    overdue: tuple[Over, ...]
    losses: tuple[AtLeast, ...]
    technical_days: int
    contagion: Decimal
    observed_days: int
    non_accrual_days: int
    accrual_again: int = 0


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a loan on a day; shares are of one. `judged` is what people say it is at least.

    paid_on_time: how many instalments up to now were paid by their days, in a row, where nothing due is open.
    """

    days_past_due: int = 0
    technical: bool = False
    changed_use: bool = False
    restructured_on: date | None = None
    expected_loss: Decimal = Decimal(0)
    impaired: bool = False
    non_performing_share: Decimal = Decimal(0)
    enhanced: bool = False
    judged: Category = Category.NORMAL
    paid_on_time: int = 0


class Classified(NamedTuple):
    """The worst that any fact makes of it, and which facts do."""

    category: Category
    reasons: tuple[str, ...]


THRESHOLDS = (
    Thresholds(
        effective_from=date(2023, 7, 1),
        overdue=(
            Over(0, Category.SPECIAL_MENTION),
            Over(90, Category.SUBSTANDARD),
            Over(270, Category.DOUBTFUL),
            Over(360, Category.LOSS),
        ),
        losses=(
            AtLeast(Decimal("0.5"), Category.DOUBTFUL),
            AtLeast(Decimal("0.9"), Category.LOSS),
        ),
        technical_days=7,
        contagion=Decimal("0.1"),
        observed_days=365,
        non_accrual_days=90,
        # Practice: three months in a row, as is asked of defaults that are cured; see docs/servicing.md.
        accrual_again=3,
    ),
)


def classify(facts: Facts, thresholds: Thresholds, on: date) -> Classified:
    """A pure function of what is known; with nothing known against it a loan is normal."""
    found = dict(_findings(facts, thresholds, on))
    worst = max(found.values(), default=Category.NORMAL)
    return Classified(worst, tuple(reason for reason, each in found.items() if each == worst))


def reclassify(before: Category, now: Classified, *, paid: bool) -> Classified:
    """A loan gets better only after somebody paid (B19); time alone, or a fact less, mends nothing."""
    if now.category >= before or paid:
        return now
    return Classified(before, ("nothing was paid since",))


def _findings(facts: Facts, thresholds: Thresholds, on: date) -> list[tuple[str, Category]]:
    found: list[tuple[str, Category]] = []
    days = facts.days_past_due
    if not (facts.technical and days <= thresholds.technical_days):
        found += [
            (f"over {over.days} days overdue", over.category)
            for over in thresholds.overdue
            if days > over.days
        ]
    found += [
        (f"expected loss of {least.share} or more", least.category)
        for least in thresholds.losses
        if facts.expected_loss >= least.share
    ]
    if facts.changed_use:
        found.append(("used for something else", Category.SPECIAL_MENTION))
    if facts.impaired:
        found.append(("credit-impaired", Category.SUBSTANDARD))
    if facts.restructured_on and on < facts.restructured_on + timedelta(days=thresholds.observed_days):
        found.append(("restructured and observed", Category.SPECIAL_MENTION))
    if facts.non_performing_share > thresholds.contagion and not facts.enhanced:
        found.append((f"over {thresholds.contagion} of the debtor's claims are bad", Category.SUBSTANDARD))
    if facts.judged > Category.NORMAL:
        found.append(("judged by people", facts.judged))
    return found


def non_accrual(days_past_due: int, category: Category, thresholds: Thresholds) -> bool:
    """Whether interest is no longer income until it is paid."""
    return days_past_due > thresholds.non_accrual_days or category.non_performing


def accrues_again(facts: Facts, category: Category, thresholds: Thresholds) -> bool:
    """Whether interest that was no income is income again: all arrears are paid, and it was kept up since."""
    wanted = thresholds.accrual_again
    current = not facts.days_past_due and not category.non_performing
    return bool(wanted) and current and facts.paid_on_time >= wanted


class Bucket(NamedTuple):
    """From so many overdue days on."""

    name: str
    from_day: int


BUCKETS = (Bucket("M0", 1), Bucket("M1", 8), Bucket("M2", 31), Bucket("M3", 61), Bucket("M4+", 91))


def bucket(days_past_due: int, buckets: tuple[Bucket, ...] = BUCKETS) -> str:
    """Its name, or nothing where nothing is late."""
    reached = [each for each in buckets if each.from_day <= days_past_due]
    return max(reached, key=lambda each: each.from_day).name if reached else ""
