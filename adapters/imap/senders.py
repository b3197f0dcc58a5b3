"""Who sent a mail, as far as that can be known: its one From, and what our own mail server found out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from adapters.imap.address import Words
from core.kernel.errors import Refused

ADDRESS_MAX = 254
# An address alone, or after a name that has no mark of a second one in it.
_FROM = re.compile(r"(?:[^<>,;:]*<)?\s*([a-z0-9._%+=-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)\s*(>?)")
_WORD = re.compile(r"([\w.-]+)\s*=\s*(\S+)")
# What each check vouches for, which must be the sender's domain or one above it.
_VOUCHED = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}


def sender_of(header: Message) -> str:
    """The address of the one From. Refused where there are more or none, or it is written deceptively."""
    lines = [str(line) for line in header.get_all("from") or ()]
    said = _bare(lines[0], quoted="").strip().lower() if len(lines) == 1 else ""
    found = _FROM.fullmatch(said)
    if found is None or len(found[1]) > ADDRESS_MAX or bool(found[2]) != ("<" in said):
        raise Refused("its From names not exactly one sender", cause="imap.from")
    return found[1]


def require_known(sender: str, header: Message, words: Words) -> None:
    """Refused, unless the contract allows the sender, and our mail server vouches for it where it must."""
    if sender not in words.senders and f"@{_domain(sender)}" not in words.senders:
        raise Refused(f"the contract allows no mails of {sender}", cause="imap.sender")
    if words.checks and not _vouched(_results(header, words.authserv), _domain(sender), words.checks):
        wanted = " or ".join(words.checks)
        text = f"{words.authserv} does not say that {wanted} has passed for {_domain(sender)}"
        raise Refused(text, cause="imap.not_vouched")


def _results(header: Message, authserv: str) -> list[str]:
    """What our server found: of its headers the topmost, for those below may be anybody's (RFC 8601)."""
    for line in header.get_all("authentication-results") or ():
        by, *found = _bare(str(line), quoted="[^\\w@.+-]").split(";")
        if (by.split() or [""])[0].lower() == authserv.lower():
            return found
    return []


def _vouched(results: Sequence[str], domain: str, checks: Sequence[str]) -> bool:
    return any(_passed(result, domain, check) for result in results for check in checks)


def _passed(result: str, domain: str, check: str) -> bool:
    said = _WORD.findall(result)
    if not said or (said[0][0].lower(), said[0][1].lower()) != (check, "pass"):
        return False
    properties = {name.lower(): value.lower() for name, value in reversed(said[1:])}
    by_address = properties.get("header.i", "") if check == "dkim" else ""
    vouched = (properties.get(_VOUCHED[check], "") or by_address).rpartition("@")[2]
    return vouched == domain or ("." in vouched and domain.endswith(f".{vouched}"))


def _bare(line: str, *, quoted: str) -> str:
    """Without comments, which nest; of a quoted string nothing stays that matches `quoted` ("": nothing)."""
    out: list[str] = []
    depth, inside, escaped = 0, False, False
    for each in line:
        if escaped:
            escaped = False
        elif each == "\\" and (inside or depth):
            escaped = True
        elif each == '"' and not depth:
            inside = not inside
        elif inside:
            if quoted and not re.match(quoted, each):
                out.append(each)
        elif each == "(":
            depth += 1
        elif each == ")" and depth:
            depth -= 1
        elif not depth:
            out.append(each)
    return "".join(out)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
