"""The gates between a security and money: which a contract needs is data; each opens on its message."""

from __future__ import annotations

from collections.abc import Iterable

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
    "confirmed": "the debtor or the buyer has confirmed what is owed or ordered",
}
# What each kind of security needs before money, unless its contract says otherwise.
DEFAULTS = {
    GOODS_STATIC: ("pledged", "registered", "insured", "priced", "feed", "frozen"),
    GOODS_DYNAMIC: ("pledged", "registered", "insured", "priced", "floor", "feed", "frozen"),
}


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
    needed = DEFAULTS[kind] if gates == OF_ITS_KIND else gates.splitlines()
    return tuple(f"{word}: {found[word]}" for word in needed if found.get(word))
