"""One order, invoice, despatch in the ways in which partners write X12: it is one document, or a clear no."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from core.kernel.errors import Unreadable
from tests.mappings.x12_messages import INVOICE, KINDS, ORDER, interchange, said, taken


def signs(element: str, component: str, end: str) -> Callable[[str], str]:
    """The same with other signs in the places of ISA."""
    return lambda text: text.translate(str.maketrans("*>~", element + component + end))


def wrapped(width: int) -> Callable[[str], str]:
    return lambda text: "\r\n".join(re.findall(f".{{1,{width}}}", text, re.DOTALL))


WAYS: dict[str, Callable[[str], str | bytes]] = {
    "each segment on a line": lambda text: text.replace("~", "~\n"),
    "each segment on a line of Windows": lambda text: text.replace("~", "~\r\n"),
    "a line feed ends a segment": lambda text: text.replace("~", "\n"),
    "bars and colons": signs("|", ":", "~"),
    "control characters": signs("\x1d", "\x1f", "\x1c"),
    "carets and apostrophes": signs("^", ":", "'"),
    "wrapped at 80": wrapped(80),
    "wrapped at 53": wrapped(53),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "blank lines around it": lambda text: "\r\n\r\n" + text + "\r\n",
    "empty elements at the end": lambda text: re.sub(r"(PO1|IT1|LIN|SN1|CTT)(\*[^~]*)~", r"\1\2***~", text),
    "blanks after values": lambda text: re.sub(r"(CO-Q235|KIT-1|Demo Steel|INV-31)", r"\1   ", text),
    "units in small letters": lambda text: text.replace("*EA*", "*ea*").replace("*KG", "*kg"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_however_it_is_wrapped_it_says_the_same(way: Callable[[str], str | bytes], kind: str) -> None:
    usual = interchange(kind)

    assert said(way(usual)) == said(usual)


@pytest.mark.parametrize(
    "head",
    [
        {"version": "00304", "release": "003040", "day": "261123"},
        {"version": "00401", "release": "004010VICS"},
        {"version": "00403", "release": "004030", "repetition": "^"},
        {"version": "00501", "release": "005010", "repetition": "^"},
        {"version": "00601", "release": "006010", "repetition": "!"},
        {"version": "00801", "release": "008010", "repetition": "\x1e"},
    ],
    ids=lambda head: head["release"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_every_release_says_the_same(kind: str, head: dict[str, str]) -> None:
    assert said(interchange(kind, **head)) == said(interchange(kind))


def test_dates_of_two_digits_a_year_are_of_this_century() -> None:
    older = ORDER.replace("**20261123~", "**261123~")

    assert said(interchange(text=older)) == said(interchange())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (".5", "0.5"),
        ("0.50", "0.50"),
        ("5.", "5"),
        ("+5", "5"),
        ("-.25", "-0.25"),
        ("007", "7"),
        ("1E2", "100"),
    ],
)
def test_numbers_are_read_with_their_decimal_point(written: str, value: str) -> None:
    [order] = said(interchange(text=ORDER.replace("*0.5*PE", f"*{written}*PE")))

    assert Decimal(str(order["lines"][0]["unit_price"])) == Decimal(value)


@pytest.mark.parametrize("written", ["1,000.50", "5,5", "$5", "5-", "five"])
def test_what_is_no_number_of_x12_is_no_price(written: str) -> None:
    reading = taken(interchange(text=ORDER.replace("*0.5*PE", f"*{written}*PE")))

    assert reading.documents == ()
    assert [problem.place.split(" (")[0] for problem in reading.problems] == ["segment 8 PO1 element 04"]


@pytest.mark.parametrize(
    ("written", "payable"),
    [("18000", "180.00"), ("5", "0.05"), ("0", "0.00"), ("-18000", "-180.00"), ("0000018000", "180.00")],
)
def test_the_total_of_an_invoice_has_two_decimals_that_nobody_writes(written: str, payable: str) -> None:
    [invoice] = said(interchange("810", INVOICE.replace("TDS*18000", f"TDS*{written}")))

    assert str(invoice["payable"]) == payable


@pytest.mark.parametrize("written", ["180.00", "18,000", "$18000"])
def test_a_total_that_is_written_another_way_is_refused_and_not_a_hundredth(written: str) -> None:
    reading = taken(interchange("810", INVOICE.replace("TDS*18000", f"TDS*{written}")))

    assert reading.documents == ()
    assert len(reading.problems) == 1


@pytest.mark.parametrize("kind", ["850", "810"])
def test_a_line_that_neither_is_numbered_nor_names_its_article_is_a_line(kind: str) -> None:
    text = re.sub(r"(PO1|IT1)\*1\*([^~]*)\*VP\*[A-Z0-9-]+~", r"\1**\2~", KINDS[kind][1])

    [document] = said(interchange(kind, text))

    assert [line["line_no"] for line in document["lines"]] == ["1", "2"][: len(document["lines"])]
    assert document["lines"][0]["quantity"] == said(interchange(kind))[0]["lines"][0]["quantity"]


@pytest.mark.parametrize("place", range(6))
def test_an_article_is_found_in_whichever_pair_it_stands(place: int) -> None:
    pairs = ["ZA*X"] * place + ["UP*400000100001"]

    [order] = said(interchange(text=ORDER.replace("VP*CO-Q235", "*".join(pairs))))

    assert order["lines"][0].get("sku") == ("400000100001" if place < 5 else None)


def test_groups_and_messages_of_several_kinds_stand_in_one_interchange() -> None:
    parts = [interchange(kind) for kind in KINDS]
    groups = [re.search(r"GS\*.*GE\*1\*31~", part) for part in parts]
    inner = "".join((found[0] if found else "").replace("*31", f"*3{n}") for n, found in enumerate(groups))
    whole = parts[0][: parts[0].index("GS*")] + inner + "IEA*3*000000007~"

    assert sorted(map(str, said(whole))) == sorted(str(body) for part in parts for body in said(part))


def test_interchanges_of_one_file_have_each_its_own_signs() -> None:
    other = signs("|", ":", "\n")(interchange("810"))

    assert said(interchange() + "\r\n" + other) == said(interchange()) + said(interchange("810"))


@pytest.mark.parametrize(
    ("wrong", "option"),
    [
        (lambda text: text.replace("BUYER          ", "BUYER", 1), "widths"),
        (lambda text: text.replace("CTT*2~SE*10*", "CTT*2~SE*11*"), "counts"),
        (lambda text: text.replace("IEA*1*000000007", "IEA*1*7"), "references"),
        (lambda text: text[:-1], "trailing"),
        (lambda text: text[text.index("ST*") : text.index("GE*")], "envelope"),
    ],
    ids=["widths", "counts", "references", "trailing", "envelope"],
)
def test_what_a_profile_lets_pass_is_read_as_if_it_were_right(
    wrong: Callable[[str], str], option: str
) -> None:
    payload = wrong(interchange())
    assert payload != interchange()

    found = taken(payload, **{option: "flag"})

    [document] = found.documents
    assert document.body["lines"] == said(interchange())[0]["lines"]
    assert refused(payload)


def refused(payload: str) -> bool:
    try:
        return taken(payload).documents == ()
    except Unreadable:
        return True
