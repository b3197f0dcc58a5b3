"""What looks like an order or an invoice and is not quite one is read, and says so."""

from __future__ import annotations

import re

import pytest

from tests.mappings.test_misread import flags, read, sample


@pytest.mark.parametrize(
    ("mapping", "path", "code"),
    [
        ("ubl/invoice", "ubl/samples/invoice/invoice.xml", r"(<cbc:InvoiceTypeCode[^>]*>)\d+"),
        ("cii/invoice", "cii/samples/invoice/invoice.xml", r"(<ram:TypeCode>)380"),
        ("cii/zugferd1", "cii/samples/zugferd1/comfort.xml", r"(<ram:TypeCode>)380"),
    ],
)
def test_a_pro_forma_invoice_says_that_it_asks_for_no_payment(mapping: str, path: str, code: str) -> None:
    text = sample(path)
    before = flags(read(mapping, text))

    after = flags(read(mapping, re.sub(code, r"\g<1>325", text, count=1)))

    assert [flag for flag in after if "325" in flag] == [flag for flag in after if flag not in before] != []


def test_an_order_of_cxml_that_sends_goods_back_says_so() -> None:
    path = "cxml/samples/documents/order.xml"
    back = sample(path, ('<ItemOut quantity="2.5"', '<ItemOut isReturn="yes" quantity="2.5"'))

    assert flags(read("cxml/documents", sample(path))) == []
    assert flags(read("cxml/documents", back)) == ["nothing is sent back by it (isReturn)"]
