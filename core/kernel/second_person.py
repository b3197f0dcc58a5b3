"""What takes two people is never done by one of them."""

from __future__ import annotations

import unicodedata

from core.kernel.errors import Refused


def require_another(maker: str, who: str) -> None:
    """Refused where the second person is the first one, however the name is written, or nobody."""
    if not _plain(who):
        raise Refused("nobody approves it; name a second person", cause="four_eyes.nobody")
    if same_person(who, maker):
        raise Refused(f"{who} made this; a second person approves it", cause="four_eyes.same")


def same_person(who: str, other: str) -> bool:
    """Whether two names are one, however each is written."""
    return _plain(who) == _plain(other)


def _plain(name: str) -> str:
    """Without case, width and what stands around: Wang, WANG and \uff37ang are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
