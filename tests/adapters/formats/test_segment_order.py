"""A message whose segments do not follow one another as its type says is refused at the first wrong one."""

from __future__ import annotations

import pytest

from adapters.formats.edi.order import Order, order_of
from adapters.formats.edifact.messages import MESSAGES as EDIFACT
from adapters.formats.x12.messages import MESSAGES as X12

RIGHT = {
    "ORDERS": "BGM DTM RFF DTM NAD CTA COM NAD CUX LIN PIA IMD QTY PRI LIN QTY UNS MOA CNT",
    "ORDRSP": "BGM DTM RFF NAD LIN QTY PRI UNS CNT",
    "DESADV": "BGM DTM RFF NAD TDT CPS PAC PCI GIN LIN QTY CPS LIN QTY CNT",
    "RECADV": "BGM DTM RFF NAD CPS LIN QTY QVR DTM CNT",
    "INVOIC": "BGM DTM RFF NAD RFF CUX PAT DTM LIN QTY MOA PRI TAX MOA ALC MOA UNS CNT MOA TAX MOA",
    "INVRPT": "BGM DTM NAD LIN INV QTY LOC CNT",
    "PRICAT": "BGM DTM NAD PGI LIN PIA IMD PRI DTM LIN PRI CNT",
    "REMADV": "BGM DTM NAD CUX DOC MOA DTM AJT MOA UNS MOA",
    "CONTRL": "UCI UCM UCS UCD UCM",
    "850": "BEG CUR REF PER DTM N1 N3 N4 PO1 PID SAC N9 MSG PO1 CTT AMT",
    "855": "BAK REF DTM N1 PO1 ACK PO1 ACK CTT",
    "856": "BSN DTM HL TD1 TD5 N1 HL PRF HL MAN HL LIN SN1 CTT",
    "810": "BIG REF N1 N3 ITD DTM IT1 PID SAC IT1 TDS CAD SAC CTT",
    "820": "BPR TRN CUR REF DTM N1 N1 ENT RMR REF DTM ADX",
    "832": "BCT DTM N1 LIN PID CTP LIN CTP CTT",
    "846": "BIA DTM N1 LIN PID QTY UIT REF CTT",
    "940": "W05 N1 N3 N4 G62 W66 LX W01 N9 LX W01 W76",
    "943": "W06 N1 G62 W27 W04 N9 W04 W03",
    "944": "W17 N1 N9 W07 N9 W13 W07 W14",
    "945": "W06 N1 N9 G62 W27 LX MAN W12 N9 LX W12 W03",
    "947": "W15 N1 N9 W19 N9 W19",
    "997": "AK1 AK2 AK3 AK4 AK5 AK2 AK5 AK9",
}


def order(kind: str) -> Order:
    return order_of((EDIFACT | X12)[kind])


def test_every_type_there_is_a_table_for_is_tried_here() -> None:
    assert set(RIGHT) == set(EDIFACT | X12)


@pytest.mark.parametrize("kind", RIGHT)
def test_a_message_in_order_is_taken_and_without_its_first_segment_refused(kind: str) -> None:
    tags = RIGHT[kind].split()

    assert order(kind).fault(tags) is None
    wrong = order(kind).fault(tags[1:])
    assert wrong is not None
    assert wrong[0] == 0


@pytest.mark.parametrize(
    ("kind", "tags", "at", "said"),
    [
        ("ORDERS", "BGM DTM LIN QTY UNS QTY", 5, "is not expected after UNS; expected"),
        ("ORDERS", "BGM DTM QTY LIN COM", 4, "is not expected after LIN; expected"),
        ("ORDERS", "BGM BGM", 1, "is not expected after BGM"),
        ("ORDERS", "BGM XYZ", 1, "is not expected after BGM"),
        ("850", "BEG DTM ACK PO1", 2, "is not expected after DTM"),
        ("850", "BEG CTT", 1, "is not expected after BEG; expected PO1"),
        ("850", "BEG DTM", 2, "ends the message where PO1, "),
        ("810", "BIG IT1 CTT", 2, "is not expected after IT1; expected TDS, "),
        ("856", "BSN DTM CTT", 2, "is not expected after DTM; expected HL, "),
        ("997", "AK1 AK2 AK3 AK9", 3, "is not expected after AK3; expected AK5, "),
        ("940", "W05 N1", 2, "ends the message where LX, "),
        ("CONTRL", "", 0, "ends the message where UCI should follow"),
    ],
)
def test_the_first_segment_that_does_not_fit_is_named_with_what_would(
    kind: str, tags: str, at: int, said: str
) -> None:
    wrong = order(kind).fault(tags.split())

    assert wrong is not None
    assert wrong[0] == at
    assert wrong[1].startswith(said)
