"""The master of parties as its pages ask for it: a search, what changed from when on, and ties nearby."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from core.hub.concealing import CONCEALED
from core.hub.documents import DONE, BusinessKey, StoredDocument
from core.hub.ports import Store
from core.hub.records import Key, key_of
from core.parties import Party, PartyClassified, PartyLink, PartyVersion
from gateway.console.told_by import Told, told_of

ROWS, PAGE, LOOKS = 50, 1_000, 20_000
VERSIONS_MAX = 200
# So far a picture of ties goes: hops from the party, ends on it, ties of one end.
HOPS, ENDS_MAX, TIES_MAX = 2, 60, 100
CLASSIFIED, NAMES_MAX = "party.classified.v1", 50


class Change(NamedTuple):
    """A field before and after, as text; before is "" where nothing was known."""

    field: str
    before: str
    after: str


class Versioned(NamedTuple):
    """A version, what changed with it, and the message that said so."""

    version: PartyVersion
    changes: tuple[Change, ...]
    told: Told | None


class Found(NamedTuple):
    """Parties of a page; after: where the next one begins; cut: it looked at as many as it may."""

    parties: tuple[Party, ...]
    after: str = ""
    cut: bool = False


def search(store: Store, text: str, standing: str, after: str) -> Found:
    """By code or whole name at once; else whoever's name or code holds the text, in the order of codes."""
    exact = _exact(store, text) if text and not after else []
    if exact:
        return Found(tuple(exact))
    found: list[Party] = []
    wanted, last = text.casefold(), ""
    asked = {"standing": standing} if standing else {}
    for looked, party in enumerate(_all(store, Party, (after,) if after else None, **asked), 1):
        if wanted in party.name.casefold() or wanted in party.uscc.casefold():
            if len(found) == ROWS:
                return Found(tuple(found), last)
            found.append(party)
        last = party.uscc
        if looked >= LOOKS:
            return Found(tuple(found), last, cut=True)
    return Found(tuple(found))


def _exact(store: Store, text: str) -> list[Party]:
    party = store.get(Party, text.upper())
    return [party] if party is not None else store.rows(Party, limit=ROWS, name=text)


def versions_of(store: Store, uscc: str, *, personal: bool) -> list[Versioned]:
    """The newest first."""
    rows = store.rows(PartyVersion, limit=VERSIONS_MAX, uscc=uscc)
    before: dict[str, Any] = {}
    found: list[Versioned] = []
    for row in rows:
        after = facts_of(row.body, personal=personal)
        changes = [_change(name, before, after) for name in row.changed.split("\n") if name]
        told = told_of(store, row.message_id, "party.kept", f"{uscc}/{row.version}")
        found.append(Versioned(row, tuple(changes), told))
        before = after
    return found[::-1]


def facts_of(body: bytes, *, personal: bool) -> dict[str, Any]:
    """What the master says, without what is about persons where the reader may not see that."""
    said: dict[str, Any] = msgspec.json.decode(body)
    if personal:
        return said
    owners = [
        one if one.get("uscc") else {**one, "name": CONCEALED} for one in said.get("owners") or () if one
    ]
    hidden = {name: CONCEALED for name in ("legal_rep", "phone") if said.get(name)}
    return {**said, **hidden, **({"owners": owners} if "owners" in said else {})}


def _change(name: str, before: dict[str, Any], after: dict[str, Any]) -> Change:
    return Change(name, text_of(before.get(name)), text_of(after.get(name)))


def text_of(value: Any) -> str:
    """A field of the master in one line: what a list or a part of it says, without the names of its parts."""
    if isinstance(value, dict):
        return " ".join(_part(name, each) for name, each in value.items() if each not in (None, "", False))
    if isinstance(value, list):
        return "; ".join(text_of(each) for each in value)
    return "" if value is None else str(value)


def _part(name: str, value: Any) -> str:
    if name == "share":
        return f"{(Decimal(value) * 100).normalize():f} %"
    return name if value is True else text_of(value)


def proposer_of(store: Store, party: Party) -> str:
    """Who proposed its standing: the message that said so stands under a name that begins with its code."""
    proposer = ""
    for key in store.rows(BusinessKey, limit=NAMES_MAX, after=(party.uscc, 0, 0, -1)):
        if not key.value.startswith(party.uscc):
            continue
        rows = store.rows(StoredDocument, limit=1, partition=key.partition, number=key.number)
        if rows and rows[0].type == CLASSIFIED and rows[0].outcome == DONE:
            said = msgspec.json.decode(rows[0].body, type=PartyClassified)
            if (said.standing, said.reason, said.approver) == (
                party.standing, party.standing_reason, party.standing_by,
            ):  # fmt: skip
                proposer = said.proposer
    return proposer


def ties_around(store: Store, uscc: str) -> tuple[list[PartyLink], dict[str, int], bool]:
    """(ties within two hops, how far each end is, whether there are more than are drawn)."""
    hops = {uscc: 0}
    ties: dict[Key, PartyLink] = {}
    cut = False
    edge = [uscc]
    for hop in range(1, HOPS + 1):
        following: list[str] = []
        for end in edge:
            found = _ties_of(store, end)
            cut |= len(found) > TIES_MAX
            for tie in found[:TIES_MAX]:
                other = tie.end if tie.begin == end else tie.begin
                if other not in hops and len(hops) >= ENDS_MAX:
                    cut = True
                    continue
                if other not in hops:
                    hops[other] = hop
                    following.append(other)
                ties[key_of(tie)] = tie
        edge = following
    return _without_loose_ends(ties.values(), hops, uscc), hops, cut


def _ties_of(store: Store, end: str) -> list[PartyLink]:
    half = TIES_MAX + 1
    return [*store.rows(PartyLink, limit=half, begin=end), *store.rows(PartyLink, limit=half, end=end)]


def _without_loose_ends(ties: Iterable[PartyLink], hops: dict[str, int], uscc: str) -> list[PartyLink]:
    """An account, address or phone of another party that nobody near shares says nothing here."""
    kept = list(ties)
    shares: dict[str, set[str]] = {}
    for tie in kept:
        shares.setdefault(tie.begin, set()).add(tie.end)
        shares.setdefault(tie.end, set()).add(tie.begin)
    loose = {
        end
        for end, hop in hops.items()
        if hop == HOPS and ":" in end and not end.startswith("person:") and len(shares.get(end, ())) < 2
    }
    for end in loose:
        del hops[end]
    return [tie for tie in kept if tie.begin not in loose and tie.end not in loose]


def names_of(store: Store, ends: Iterable[str], *, personal: bool) -> dict[str, str]:
    """How each end is called: a party by its name, what others may share by what it is."""
    found: dict[str, str] = {}
    for end in ends:
        kind, colon, rest = end.partition(":")
        if colon:
            found[end] = rest if personal or kind not in ("person", "phone") else CONCEALED
        else:
            party = store.get(Party, end)
            found[end] = party.name if party is not None else end
    return found


def _all(store: Store, kind: Any, after: Key | None, **equal: Any) -> Iterator[Any]:
    while page := store.rows(kind, limit=PAGE, after=after, **equal):
        yield from page
        if len(page) < PAGE:
            return
        after = key_of(page[-1])
