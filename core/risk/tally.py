"""What is counted of decisions as they are made: one row a version, stage, month and share of the traffic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import ClassVar

import msgspec

from core.hub.records import Record
from core.risk.deciding import Decided
from core.risk.rules import FAILED, NOT_JUDGED
from core.risk.values import Said, number_in

PAIRS_MAX, WORDS_MAX = 5_000, 30
NOT_SAID, OTHER_WORDS, TOO_LONG = "not said", "other words", "no number"
Counts = dict[str, int]


class Tally(Record, frozen=True, kw_only=True):
    """The counts of one month (yyyymm). shard: of the stream, so that streams do not wait for each other."""

    TABLE: ClassVar[str] = "risk_tally"
    KEY: ClassVar[tuple[str, ...]] = ("rule_set", "version", "stage", "month", "shard")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("rule_set", "stage", "month"),)
    BOOK: ClassVar[bool] = True

    rule_set: str
    version: int
    stage: str
    month: int
    shard: int
    body: bytes


class LastDecision(Record, frozen=True, kw_only=True):
    """The last decision about a subject at a stage: what is told later of how it went is counted by it.

    failed: codes with blanks between. told: "", "good" or "bad"; told_as_of: yyyymmdd.
    """

    TABLE: ClassVar[str] = "risk_last_decision"
    KEY: ClassVar[tuple[str, ...]] = ("subject", "rule_set", "stage")
    BOOK: ClassVar[bool] = True

    subject: str
    rule_set: str
    stage: str
    number: str
    version: int
    business_day: int
    shard: int
    verdict: str
    failed: str
    told: str = ""
    told_as_of: int = 0


class Tallies(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The counts. together: of two rules that failed in one decision, "R01 R03"; pairs_left: beyond the most
    that a row keeps. told, bad: decisions of whose end was told, and told bad; by verdict and by failed rule.
    inputs: by variable, how many values fell into which bin.
    """

    decisions: int = 0
    verdicts: Counts = {}
    failed: Counts = {}
    not_judged: Counts = {}
    together: Counts = {}
    pairs_left: int = 0
    told: int = 0
    bad: int = 0
    told_verdicts: Counts = {}
    bad_verdicts: Counts = {}
    told_failed: Counts = {}
    bad_failed: Counts = {}
    inputs: dict[str, Counts] = {}

    def decided(self, decided: Decided, asked: Iterable[str], said: Mapping[str, Said]) -> None:
        """One decision more. asked: the variables its stage asks for, said or not."""
        self.decisions += 1
        _count(self.verdicts, [decided.verdict])
        failed = decided.codes(FAILED)
        _count(self.failed, failed)
        _count(self.not_judged, decided.codes(NOT_JUDGED))
        for first, second in combinations(sorted(failed), 2):
            pair = f"{first} {second}"
            if pair in self.together or len(self.together) < PAIRS_MAX:
                _count(self.together, [pair])
            else:
                self.pairs_left += 1
        for name in {*asked, *said}:
            counts = self.inputs.setdefault(name, {})
            _count(counts, [_known(counts, said.get(name))])

    def ended(self, last: LastDecision, *, told: int, bad: int) -> None:
        """How it went is told, or told otherwise than before: by so many more told, and more bad."""
        self.told += told
        self.bad += bad
        for codes, told_counts, bad_counts in (
            ([last.verdict], self.told_verdicts, self.bad_verdicts),
            (last.failed.split(), self.told_failed, self.bad_failed),
        ):
            _count(told_counts, codes, told)
            _count(bad_counts, codes, bad)

    def add(self, other: Tallies) -> None:
        """The counts of another row beside these."""
        for name in self.__struct_fields__:
            mine, more = getattr(self, name), getattr(other, name)
            if isinstance(mine, int):
                setattr(self, name, mine + more)
            elif name == "inputs":
                for variable, counts in more.items():
                    _merge(mine.setdefault(variable, {}), counts)
            else:
                _merge(mine, more)


def bin_of(said: Said) -> str:
    """Where a value falls: a word or truth is its own bin, a number lies at or above 1, 2 or 5 times a power
    of ten, which names the bin, away from 0 on both sides."""
    if said is None:
        return NOT_SAID
    if isinstance(said, bool):
        return "true" if said else "false"
    found = said if isinstance(said, int) else number_in(said)
    if found is None:
        return said if isinstance(said, str) else TOO_LONG
    number = Decimal(found)
    if not number:
        return "0"
    exponent = number.adjusted()
    lead = int(number.scaleb(-exponent).copy_abs())
    step = Decimal(5 if lead >= 5 else 2 if lead >= 2 else 1).scaleb(exponent)
    return format(step.copy_sign(number), "f")


def _known(counts: Counts, said: Said) -> str:
    """The bin, or that of other words where there are too many words."""
    name = bin_of(said)
    many = isinstance(said, str) and number_in(said) is None and len(counts) >= WORDS_MAX
    return OTHER_WORDS if many and name not in counts else name


def _count(counts: Counts, names: Iterable[str], by: int = 1) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + by


def _merge(mine: Counts, more: Counts) -> None:
    for name, count in more.items():
        mine[name] = mine.get(name, 0) + count
