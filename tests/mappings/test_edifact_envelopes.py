"""What the envelope of an interchange says of its messages: that they are tests; and who numbers them."""

from __future__ import annotations

import pytest

from tests.mappings.edifact_messages import HEAD, PARTIES, interchange, message, named, read

DATED = "DTM+137:20261101:102'"
PAID = "NAD+PR+2::9'NAD+PE+1::9'CUX+2:EUR:11'"
TEST = HEAD.removesuffix("'") + "++++++1'"
LINE = "LIN+1++4000862141404:EN'"
MESSAGES = {
    "ORDERS": f"BGM+220+O1+9'{DATED}{PARTIES}CUX+2:EUR:9'{LINE}QTY+21:5:PCE'PRI+AAA:2'UNS+S'",
    "INVOIC": f"BGM+380+I1+9'{DATED}{PARTIES}CUX+2:EUR:4'{LINE}QTY+47:5'UNS+S'MOA+77:10'",
    "DESADV": f"BGM+351+D1+9'{DATED}{PARTIES}CPS+1'{LINE}QTY+12:5:PCE'",
    "REMADV": f"BGM+481+R1+9'{DATED}{PAID}DOC+380+I1'MOA+12:10'UNS+S'MOA+12:10'",
    "PRICAT": f"BGM+9+C1+9'{DATED}{PARTIES}CUX+2:EUR:8'PGI+1'{LINE}PRI+AAA:2'UNS+S'",
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_of_a_test_interchange_says_so(kind: str) -> None:
    [real] = read(interchange(message(kind, MESSAGES[kind]))).documents
    [tried] = read(interchange(message(kind, MESSAGES[kind]), head=TEST)).documents

    assert not any("production" in flag.text for flag in real.flags)
    assert any("production" in flag.text for flag in tried.flags)


def test_an_invoice_that_the_buyer_writes_is_numbered_by_the_buyer() -> None:
    """Two buyers number alike what they bill themselves for one seller."""
    ours = MESSAGES["INVOIC"].replace("BGM+380", "BGM+389")
    theirs = ours.replace("NAD+BY+2::9", "NAD+BY+3::9")

    found = named(interchange(message("INVOIC", ours)), interchange(message("INVOIC", theirs)))

    assert [number for number, _ in found] == ["2|for|1|I1", "3|for|1|I1"]
