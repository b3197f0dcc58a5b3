"""GS1 identifiers in one canonical form, the Digital Link URI at id.gs1.org, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

BASE = "https://id.gs1.org"
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")
_LINK = re.compile(
    r"https?://[^/?#]+(?:/[^?#]*?)?/(00|01|253|255|401|402|414|417|8003|8004|8006|8010|8017|8018)/([^/?#]+)([^?#]*)"
)
# The finest qualifiers that may follow a key; of several the first that is there.
_QUALIFIERS = {"01": ("21", "235", "10"), "414": ("254",), "8006": ("21", "10"), "8010": ("8011",)}


def canonical_key(text: str) -> str:
    """The Digital Link URI of an EPC URN, class, pattern or other Digital Link; anything else as it is."""
    urn = _URN.fullmatch(text)
    if urn is not None:
        return _of_urn(urn[2], urn[3].split(".")) or text
    link = _LINK.fullmatch(text.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])
    return text if link is None else _of_link(link[1], link[2], link[3])


def with_check(digits: str) -> str:
    """The digits with their GS1 check digit."""
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-weighed % 10}"


def _of_urn(scheme: str, parts: Sequence[str]) -> str:
    """ "" where the parts are not those of the scheme."""
    make = _SCHEMES.get(scheme)
    try:
        return "" if make is None else BASE + make(list(parts))
    except (IndexError, ValueError):
        return ""


def _gtin(parts: Sequence[str]) -> str:
    return with_check(parts[1][0] + parts[0] + parts[1][1:])


def _qualified(key: str, qualifier: str, value: str) -> str:
    return key if value in {"", "*"} else f"{key}/{qualifier}/{value}"


def _last(parts: Sequence[str], start: int) -> str:
    """What is left is one serial, points and all; a pattern's star is none."""
    serial = ".".join(parts[start:])
    return "" if serial == "*" else serial


def _located(parts: Sequence[str]) -> str:
    extension = _last(parts, 2)
    return _qualified(f"/414/{with_check(parts[0] + parts[1])}", "254", "" if extension == "0" else extension)


def _of_item(qualifier: str) -> Callable[[list[str]], str]:
    return lambda parts: _qualified(f"/01/{_gtin(parts)}", qualifier, _last(parts, 2))


def _with_serial(key: str, lead: str = "") -> Callable[[list[str]], str]:
    return lambda parts: f"/{key}/{lead}{with_check(parts[0] + parts[1])}{_last(parts, 2)}"


def _checked(key: str) -> Callable[[list[str]], str]:
    return lambda parts: f"/{key}/{with_check(parts[0] + parts[1])}"


def _plain(key: str) -> Callable[[list[str]], str]:
    return lambda parts: f"/{key}/{parts[0]}{_last(parts, 1)}"


_SCHEMES: dict[str, Callable[[list[str]], str]] = {
    "sgtin": _of_item("21"),
    "lgtin": _of_item("10"),
    "upui": _of_item("235"),
    "sscc": lambda parts: f"/00/{with_check(parts[1][0] + parts[0] + parts[1][1:])}",
    "sgln": _located,
    "pgln": _checked("417"),
    "gsrn": _checked("8018"),
    "gsrnp": _checked("8017"),
    "gsin": _checked("402"),
    "ginc": _plain("401"),
    "giai": _plain("8004"),
    "grai": _with_serial("8003", "0"),
    "gdti": _with_serial("253"),
    "sgcn": _with_serial("255"),
    "cpi": lambda parts: _qualified(f"/8010/{parts[0]}{parts[1]}", "8011", _last(parts, 2)),
    "itip": lambda parts: _qualified(f"/8006/{_gtin(parts)}{parts[2]}{parts[3]}", "21", _last(parts, 4)),
}


def _of_link(key: str, value: str, rest: str) -> str:
    parts = rest.strip("/").split("/")
    found = dict(zip(parts[::2], parts[1::2], strict=False))
    for qualifier in _QUALIFIERS.get(key, ()):
        if qualifier in found:
            return f"{BASE}/{key}/{value}/{qualifier}/{found[qualifier]}"
    return f"{BASE}/{key}/{value}"
