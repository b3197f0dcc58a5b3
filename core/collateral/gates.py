"""The gates between a security and money: which a contract needs is data; each opens on its message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.kernel.errors import Refused

# A contract that names no gates needs those of its kind: one from before there were gates, too.
OF_ITS_KIND = "default"
GOODS_STATIC, GOODS_DYNAMIC = "goods_static", "goods_dynamic"

MEANINGS = {
    "pledged": "the supervisor, the warehouse or the register has it under this contract",
    "registered": "it is filed at the registry under a number, and that filing lives",
    "insured": "an insurance covers it now",
    "noticed": "the debtor was told of the assignment and has acknowledged it",
    "priced": "every price is fresh and no older than the contract lets it be",
    "floor": "the control floor is confirmed by the supervisor",
    "verified": "the invoice was verified, or the warehouse answered for its receipt 查复, not too long ago",
    "feed": "its sites speak: none is blind or stopped",
    "frozen": "it is not frozen, called or disputed",
    "controlled": "the buyer pays to a controlled account, by a signed agreement",
    "signed": "the agreement with the seller, and the warehouse, is signed",
    "margin": "the dealer's first share is paid in",
    "confirmed": "the debtor or the buyer has confirmed what is owed or ordered",
}
# What each kind of security needs before money, unless its contract says otherwise.
DEFAULTS = {
    GOODS_STATIC: ("pledged", "registered", "insured", "priced", "feed", "frozen"),
    "receivable": ("verified", "registered", "noticed", "frozen"),
    "pledged_receivable": ("verified", "registered", "confirmed", "frozen"),
    "pool": ("verified", "registered", "frozen"),
    "policy": ("verified", "insured", "frozen"),
    "receipt": ("verified", "registered", "pledged", "priced", "frozen"),
    "order": ("confirmed", "controlled", "frozen"),
    "prepayment": ("signed", "margin", "frozen"),
    GOODS_DYNAMIC: ("pledged", "registered", "insured", "priced", "floor", "feed", "frozen"),
}


class FoundBase(NamedTuple):
    """Value, base and closed gates of one contract, money in minor units."""

    value_minor: int
    base_minor: int
    closed: tuple[str, ...]


def needed(kind: str, gates: str) -> tuple[str, ...]:
    """The gates of a contract by name."""
    return DEFAULTS[kind] if gates == OF_ITS_KIND else tuple(gates.splitlines())


def gates_of(said: Iterable[str] | None) -> str:
    """The gates as a contract keeps them, one a line; Refused where one is not known."""
    if said is None:
        return OF_ITS_KIND
    gates = tuple(said)
    unknown = sorted(set(gates) - MEANINGS.keys())
    if unknown:
        raise Refused(
            f"{', '.join(unknown)}: no gate of this name; there are {', '.join(sorted(MEANINGS))}",
            cause="collateral.unknown_gate",
        )
    return "\n".join(dict.fromkeys(gates))


def closed(kind: str, gates: str, found: dict[str, str]) -> tuple[str, ...]:
    """Those of the contract's gates that are not open, each "word: why"; found: why, by its word."""
    return tuple(f"{word}: {found[word]}" for word in needed(kind, gates) if found.get(word))
