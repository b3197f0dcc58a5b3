"""One message of each type as many retailers and programs would send it: it is always the same document."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.mappings.edifact_messages import interchange, message, read
from tests.mappings.ubl_bodies import settled

DAYS = "DTM+137:20261128:102'"
PARTIES = "NAD+BY+4000001000005::9++Caf?+ Bar?:?'s'NAD+SU+4000001000029::9++Müller?? Söhne'"
ITEM = "LIN+1++4000001000012:SRV'IMD+F++:::Coil 2?'5'"
MESSAGES = {
    "ORDERS": (
        f"BGM+220+PO-7+9'{DAYS}DTM+2:202612010800:203'{PARTIES}CUX+2:EUR:9'{ITEM}QTY+21:12.5:KGM'MOA+203:27.5'"
        "PRI+AAA:2.2'UNS+S'MOA+86:27.5'CNT+2:1'"
    ),
    "ORDRSP": (
        f"BGM+231+OR-7+4'{DAYS}RFF+ON:PO-7'{PARTIES}CUX+2:EUR:9'{ITEM}QTY+113:12.5:KGM'DTM+67:20261201:102'"
        "PRI+AAB:2.2'UNS+S'CNT+2:1'"
    ),
    "DESADV": (
        f"BGM+351+DA-7+9'{DAYS}DTM+11:20261127:102'RFF+ON:PO-7'{PARTIES}TDT+20++30+31+:::CA+++:::B-1?+2'CPS+1'"
        f"PAC+2++201'{ITEM}MEA+PD+AAD+KGM:12.75'QTY+12:12.5:KGM'PCI+33E'GIN+BX+L-1'CNT+2:1'"
    ),
    "RECADV": (
        f"BGM+632+GR-7+9'{DAYS}DTM+50:20261130:102'RFF+ON:PO-7'{PARTIES}CPS+1'{ITEM}QTY+48:12.5:KGM'"
        "QTY+195:0.5:KGM'QVR+-0.5:195++BB'CNT+2:1'"
    ),
    "INVOIC": (
        f"BGM+380+I-7+9'{DAYS}DTM+13:20270101:102'{PARTIES}CUX+2:EUR:4'ALC+A+++1+DI'MOA+204:0.5'{ITEM}"
        "QTY+47:12.5:KGM'MOA+203:27.5'PRI+AAA:2.2'TAX+7+VAT+++:::19+S'UNS+S'CNT+2:1'MOA+77:32.13'MOA+79:27.5'"
        "MOA+125:27'MOA+176:5.13'TAX+7+VAT+++:::19+S'MOA+125:27'MOA+124:5.13'"
    ),
    "INVRPT": (
        f"BGM+35+ST-7+9'{DAYS}DTM+366:20261127:102'{PARTIES}{ITEM}QTY+145:12.5:KGM'LOC+18+WH1::9'"
        "QTY+145:7.5:KGM'LOC+18+WH2::9'"
    ),
    "PRICAT": (
        f"BGM+9+C-7+9'{DAYS}DTM+157:20270101:102'{PARTIES}CUX+2:EUR:8'PGI+1'{ITEM}PRI+AAA:2.25:::100:KGM'UNS+S'"
    ),
    "REMADV": (
        f"BGM+481+R-7+9'{DAYS}DTM+138:20261201:102'{PARTIES}CUX+2:EUR:11'DOC+380+I-7'MOA+12:32.13'"
        "DOC+381+C-7'MOA+12:2.13'UNS+S'MOA+12:30'"
    ),
    "CONTRL": "UCI+IC-7+4000001000005:14+4000001000029:14+7'UCM+1+ORDERS:D:96A:UN+4+12'",
}
Sent = Callable[[str, str], bytes]
Made = list[tuple[str, str, str, object]]


def documents(payload: bytes) -> Made:
    reading = read(payload)
    assert [problem.text for problem in reading.problems] == []
    return [(one.type, one.number, one.revision, settled(one.type, one.body)) for one in reading.documents]


def plain(kind: str, text: str) -> bytes:
    return interchange(message(kind, text))


def signs(kind: str, text: str) -> bytes:
    """The signs of UNA are others, one of them stands in a value, and what was released need not be."""
    held = re.sub(r"\?(.)", lambda found: chr(0xE000 + ord(found[1])), plain(kind, text).decode("latin-1"))
    other = (
        held.translate(str.maketrans(":+'", "\x1f|~")).replace("Coil", "C\\|oil").replace("C\\|oil", "Coil")
    )
    whole = re.sub("[\ue000-\ue0ff]", lambda found: chr(ord(found[0]) - 0xE000), other)
    return f"UNA\x1f|.\\ ~{whole}".encode("latin-1")


def comma(kind: str, text: str) -> bytes:
    return b"UNA:+,? '" + plain(kind, re.sub(r"(:-?[0-9]+)\.([0-9])", r"\1,\2", text))


def padded(kind: str, text: str) -> bytes:
    """Empty components and elements at the end, as programs of fixed places leave them."""
    return plain(kind, re.sub(r"(?<!\?)'(?!s')", "::++'", text).replace("UNS+S::++'", "UNS+S'"))


def charset(level: str, encoding: str, mark: bytes = b"") -> Sent:
    def sent(kind: str, text: str) -> bytes:
        return mark + plain(kind, text).decode("latin-1").replace("UNOC", level).encode(encoding)

    return sent


def enveloped(old: str, new: str) -> Sent:
    return lambda kind, text: plain(kind, text).replace(old.encode(), new.encode())


def version(name: str) -> Sent:
    return lambda kind, text: interchange(message(kind, text, version=name))


def grouped(kind: str, text: str) -> bytes:
    """In a group, beside a group of something else that nobody wants."""
    head, inner, foot = re.fullmatch(rb"(UNB.*?')(UNH.*)(UNZ.*)", plain(kind, text), re.S).groups()  # type: ignore[union-attr]
    group = b"UNG+%s+A:14+B:14+261128:1200+G1+UN+D:96A'%sUNE+1+G1'" % (kind.encode(), inner)
    return bytes(head + group + foot)


def wrapped(kind: str, text: str) -> bytes:
    payload = plain(kind, text)
    return b"\r\n".join(payload[at : at + 80] for at in range(0, len(payload), 80)) + b"\r\n"


WAYS: dict[str, Sent] = {
    "UNA": lambda kind, text: b"UNA:+.? '\r\n" + plain(kind, text),
    "other signs": signs,
    "decimal comma": comma,
    "empty at the end": padded,
    "a line each": lambda kind, text: plain(kind, text).replace(b"'UN", b"'\r\nUN") + b"\r\n\r\n",
    "cut at eighty": wrapped,
    "blanks ahead": lambda kind, text: b"\r\n  " + plain(kind, text) + b"  \n",
    "UNOW": charset("UNOW", "utf-8"),
    "UNOY": charset("UNOY", "utf-8", b"\xef\xbb\xbf"),
    "UNOD": charset("UNOD", "iso-8859-2"),
    "UNOK": charset("UNOK", "iso-8859-9"),
    "syntax four": enveloped("UNOC:3", "UNOC:4"),
    "syntax four, a long year": lambda kind, text: enveloped("UNOC:3", "UNOC:4")(kind, text).replace(
        b"+261128:1200+", b"+20261128:1200+"
    ),
    "all of UNB": enveloped("+REF1'UNH", "+REF1++ORDERS+A+1+EANCOM'UNH"),
    "D.93A": version("D:93A:UN"),
    "D.97A": version("D:97A:UN"),
    "D.99B": version("D:99B:UN:ODET"),
    "EANCOM 2002": version("D:01B:UN:EAN010"),
    "D.21B": version("D:21B:UN"),
    "a group": grouped,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", MESSAGES)
def test_however_it_is_sent_it_is_the_same_document(kind: str, way: str) -> None:
    known = documents(plain(kind, MESSAGES[kind]))

    found = documents(WAYS[way](kind, MESSAGES[kind]))

    assert found == known
    assert {name for name, _, _, _ in known} != set()


@pytest.mark.parametrize("kind", MESSAGES)
def test_several_interchanges_of_one_file_are_several_documents(kind: str) -> None:
    first = plain(kind, MESSAGES[kind])
    text = MESSAGES[kind].replace("-7", "-8")
    both = first + b"\r\n" + b"UNA:+.? '" + interchange(message(kind, text, reference="9"), ref="REF2")

    found = documents(both)

    assert sorted(one[1] for one in found) == sorted(
        one[1] for each in (first, interchange(message(kind, text, reference="9"), ref="REF2"))
        for one in documents(each)
    )  # fmt: skip


def test_released_signs_and_letters_of_names_are_what_they_mean() -> None:
    [(_, _, _, body)] = documents(plain("ORDERS", MESSAGES["ORDERS"]))

    assert isinstance(body, dict)
    assert (body["buyer"]["name"], body["seller"]["name"]) == ("Caf+ Bar:'s", "Müller? Söhne")
    assert body["lines"][0]["name"] == "Coil 2'5"
