"""Applications for financing and what was decided of them leave as ISO 20022 and come back as they were."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from adapters.formats import reader
from core.kernel.errors import Unreadable
from tests.mappings.iso20022 import FOLDER, same, sent, understood
from tests.mappings.test_iso20022_out import sample

TWO = ("financing_requests", "two_invoices")


def plain(value: Any) -> Any:
    """Without what is only a way of writing a number: a share of 80 per cent comes back as 0.8000."""
    if isinstance(value, dict):
        return {
            name: Decimal(each).normalize() if name.endswith("share") else plain(each)
            for name, each in value.items()
        }
    return [plain(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("mapping", "out", "type_name", "name"),
    [
        ("financing_requests", "financing_request", "funder.application.v1", "two_invoices"),
        ("assignments", "assignment_request", "factoring.assignment.v1", "in_an_envelope"),
        ("assignments", "assignment_request", "factoring.assignment.v1", "request"),
        ("assignments", "assignment_notice", "factoring.assignment.v1", "notice"),
        *(
            ("financing_statuses", "financing_status", "funder.decision.v1", name)
            for name in ("one_of_two", "all_financed", "none_financed", "received", "broken", "cancelled")
        ),
    ],
)
def test_what_is_sent_is_read_back_as_it_was(mapping: str, out: str, type_name: str, name: str) -> None:
    body = sample(mapping, name)

    payload = sent(out, body)

    assert plain(understood(mapping, payload)) == plain(same(type_name, body))
    reader("iso20022").read(payload, {})


def test_an_application_is_counted_here() -> None:
    body = {name: value for name, value in sample(*TWO).items() if name not in ("count", "amount")}

    back = understood("financing_requests", sent("financing_request", body))

    assert plain(back) == plain(same("funder.application.v1", body)) | {"count": 2}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"count": 3}, "as many invoices as it states"),
        ({"amount": {"amount": "1.00", "currency": "CNY"}}, "come to the total"),
        ({"application_no": "A" * 36}, "35"),
    ],
)
def test_an_application_that_does_not_hold_is_not_sent(change: dict[str, Any], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        sent("financing_request", sample(*TWO) | change)


def test_an_invoice_without_the_day_it_is_due_is_not_sent() -> None:
    body = sample(*TWO)
    del body["items"][0]["due_date"]

    with pytest.raises(Unreadable, match="PmtDueDt"):
        sent("financing_request", body)


@pytest.mark.parametrize(
    "name", ["financing_requests/two_invoices", "financing_statuses/broken", "assignments/notice"]
)
def test_an_element_that_its_message_does_not_have_is_refused_with_its_place(name: str) -> None:
    text = (FOLDER / "samples" / f"{name}.xml").read_text(encoding="utf-8")
    end = text.rindex("</Document>")

    with pytest.raises(Unreadable, match="Extr is no element of Document; it has Invc") as caught:
        reader("iso20022").read(f"{text[:end]}<Extr/></Document>".encode(), {})

    assert (caught.value.cause, "/Document[1]/Extr[1] line" in caught.value.place) == (
        "iso20022.unknown_element",
        True,
    )


def test_an_element_inside_a_text_and_one_of_another_kind_are_refused() -> None:
    text = (FOLDER / "samples" / TWO[0] / f"{TWO[1]}.xml").read_text(encoding="utf-8")

    for wrong in (
        text.replace("<GrpId>GRP-20261120-1", "<GrpId><Id>1</Id>GRP-20261120-1"),
        text.replace("<FincgAgrmt>", "<StsId/><FincgAgrmt>"),
    ):
        with pytest.raises(Unreadable) as caught:
            reader("iso20022").read(wrong.encode(), {})
        assert caught.value.cause == "iso20022.unknown_element"


def test_no_document_in_an_envelope_is_read_that_was_not_looked_through() -> None:
    text = (FOLDER / "samples" / TWO[0] / f"{TWO[1]}.xml").read_text(encoding="utf-8").partition("?>")[2]
    later = text.replace("tsin.001.001.01", "tsin.001.001.02")
    wrong = text.replace("</ReqGrpInf>", "<Own/></ReqGrpInf>")

    for second, cause in ((later, "unknown_message"), (wrong, "unknown_element")):
        with pytest.raises(Unreadable) as caught:
            reader("iso20022").read(f"<BizMsg>{text}{second}</BizMsg>".encode(), {})
        assert caught.value.cause == f"iso20022.{cause}"


def test_addresses_and_signatures_are_open_and_any_other_message_is_none_of_these() -> None:
    text = (FOLDER / "samples" / TWO[0] / f"{TWO[1]}.xml").read_text(encoding="utf-8")

    reader("iso20022").read(text.replace("<Ctry>CN</Ctry>", "<Own><Made>yes</Made></Own>").encode(), {})
    with pytest.raises(Unreadable, match="those are tsin"):
        reader("iso20022").read(text.replace("tsin.001.001.01", "pain.001.001.03").encode(), {})


def test_an_assignment_leaves_by_the_message_of_its_step_alone() -> None:
    with pytest.raises(Unreadable, match="only a notice"):
        sent("assignment_notice", sample("assignments", "request"))
    with pytest.raises(Unreadable, match="control sum"):
        sent("assignment_request", sample("assignments", "request") | {"control_sum": "1.00"})


def test_each_party_and_document_of_an_assignment_has_an_identifier_of_its_own() -> None:
    payload = sent("assignment_request", sample("assignments", "request"))

    # Those of parties stand in them; the numbers of companies and accounts in an element of their own.
    document = etree.fromstring(payload)
    names = [
        one.text for one in document.xpath("//*[local-name()='Id'][not(../../*[local-name()='LglOrg'])]")
    ]

    assert len(names) > 10
    assert len(names) == len(set(names))
