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
