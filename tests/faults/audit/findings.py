"""What the auditor finds wrong: of what kind, and which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tests.faults.audit.case import Case

Kind = Literal["lost", "doubled", "order", "books", "state", "audit", "late"]


@dataclass(frozen=True, slots=True)
class Finding:
    """lost and doubled are counted for the page of runs; the others are as bad."""

    kind: Kind
    text: str


Check = Callable[[Case], Iterator[Finding]]
