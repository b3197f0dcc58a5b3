"""Names of parties and numbers as they are compared: the same thing has one key in any format."""

from __future__ import annotations

import unicodedata
from datetime import date

from core.catalogue.parts import PartyRef
from core.kernel.identifiers import NotAnIdentifier, uscc


def plain(text: str) -> str:
    """Letters and digits alone, in capitals and one width: "ＩＮＶ－1" and "inv 1" are one number."""
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in wide if sign.isalnum())


def who(party: PartyRef | None) -> str:
    """The code of the party where it is one of the national ones, else its name, else its own number."""
    if party is None:
        return ""
    try:
        return uscc(party.id)
    except NotAnIdentifier:
        return plain(party.name) or plain(party.id)


def day(when: date | None) -> int:
    """yyyymmdd, 0 where there is none."""
    return when.year * 10_000 + when.month * 100 + when.day if when else 0


def all_names(party: PartyRef | None) -> str:
    """All that a party may be called, one a line: its code, and its name as it is compared."""
    return "" if party is None else "\n".join(dict.fromkeys((who(party), plain(party.name)))).strip()


def same(names: str, others: str) -> bool:
    """Whether the two have a name in common."""
    return bool({each for each in names.splitlines() if each} & set(others.splitlines()))


def one(names: str) -> str:
    """The first of them, to be shown."""
    return names.partition("\n")[0] or "nobody"
