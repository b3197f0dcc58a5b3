"""Messages in full dress, with whatever segments guides put around the few that count, read strictly."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mappings.x12_messages import interchange, taken

_SIDE = "N1*{0}*Name {0}*92*{0}-1~N2*More~N3*1 Road~N4*Town*NY*10001*US~PER*IC*Jo*TE*555~"
# Type, who and number, quantities (of an 820 amounts), and what is said; {XX} is a party in full.
FULL = {
    "856": (
        "erp.shipment.v1",
        "SF-1|4711",
        ["12"],
        "BSN*00*4711*20261126*0910*0001~DTM*011*20261126*0910*ET~HL*1**S*1~TD1*CTN25*3****G*450*LB~"
        "TD5*B*2*UPSN*M*UPS*CC~TD3*TL*UPSN*123456~REF*BM*BOL1~REF*CN*PRO1~PER*IC*Jo*TE*555~"
        "DTM*017*20261128~FOB*PP~{ST}{SF}HL*2*1*O*1~PRF*PO1*REL2**20261120~PID*F****Stuff~"
        "TD1*CTN25*3~REF*DP*010~REF*IA*555~N1*BY*STORE 1*92*001~HL*3*2*T*1~PO4*1*2*EA~"
        "MAN*GM*00012345678905~HL*4*3*P*1~MAN*GM*00012345678906*AA*00012345678906~HL*5*4*I*0~"
        "LIN*1*UP*012345678905*VN*V-1*SK*S-1~SN1*1*12*EA**12*EA**AC~PO4*12*1*EA~PID*F*08***Blue~"
        "MEA*PD*WT*3*LB~REF*LT*L1~DTM*036*20270101~CTT*5*12~",
    ),
    "850": (
        "erp.order.v1",
        "BY-1|PO1",
        ["12", "5"],
        "BEG*00*SA*PO1**20261123~CUR*BY*USD~REF*DP*010~REF*IA*555*vendor~PER*BD*Jo*TE*555~TAX*123~"
        "FOB*CC*OR*X~CSH*Y~SAC*A*B310***500**********Trade~ITD*08*3*2.000**30**31*****2/30 net 31~"
        "DTM*010*20261201~DTM*001*20261215~PKG*F*64***box~TD5****H*Road~MAN*AA*1~N9*L1*NOTES~"
        "MSG*Handle with care~{ST}{BY}{VN}PO1*1*12*EA*2.50*LE*UP*012345678905*VN*V-1*IN*I-1~"
        "CTP*RS*RES*5.99~PID*F*08***Blue shirt~MEA*PD*WT*3*LB~PO4*12*1*EA~SAC*C*H000***100~"
        "SDQ*EA*92*001*6*002*6~DTM*002*20261210~TXI*ST*1.2*.04~N9*L1*x~MSG*line note~N1*ST*store~"
        "SLN*1**I*6*EA*1.25*PE**VN*SUB~AMT*1*30~PO1*2*5*CA*10*UM*UP*012345678912~CTT*2*17~AMT*TT*80~",
    ),
    "810": (
        "erp.invoice.v1",
        "VN-1|INV1",
        ["12"],
        "BIG*20261130*INV1*20261120*PO1***DI*00~NTE*GEN*hello~CUR*SE*USD~REF*BM*BOL~REF*DP*010~"
        "PER*AR*Jo*TE*555~{ST}{BT}{RE}{VN}ITD*01*3*2**10**30~DTM*011*20261128~FOB*CC~PID*F****x~"
        "IT1*1*12*EA*2.50*LE*UP*012345678905*VN*V-1~TXI*ST*1.2*4~CTP**NET*2.5~PID*F*08***Blue~"
        "PO4*12*1*EA~REF*PO*PO1~SAC*A*C310***60~TDS*3060*3060*3000*60~TXI*ST*1.20*4*VD*NY~"
        "CAD*M***UPSN*UPS**BM*BOL~AMT*1*30.6~SAC*C*D240***120********06***freight~ISS*3*CT*45*LB~"
        "CTT*1*12~",
    ),
    "820": (
        "erp.payment.v1",
        "PR-1|PAY1",
        ["100.5"],
        "BPR*C*100.5*C*ACH*CTX*01*111000025*DA*6222*1234567890**01*111000038*DA*6333*20261230~"
        "NTE*PMT*x~TRN*1*PAY1*1234567890~CUR*PR*USD~REF*CR*9~PER*IC*Jo~DTM*097*20261228~{PR}{PE}"
        "ENT*1*PE*1*123~NM1*PR*2*x~RMR*IV*INV1*PI*100.5*102.5*2~REF*PO*PO1~DTM*003*20261130~"
        "IT1*1*2*EA*5~ADX*-2*01*IV*INV1~REF*PO*x~",
    ),
    "846": (
        "erp.inventory.v1",
        "SU-1|ST1",
        ["100", "0"],
        "BIA*00*SI*ST1*20261123*0800~DTM*007*20261123~REF*IA*5~PER*IC*Jo~{SU}{WH}"
        "LIN**UP*012345678905*VN*V-1*LT*L9~PID*F*08***Blue~MEA*PD*WT*3*LB~PKG*F~DTM*018*20261201~"
        "CTP**UCP*2.5*1*EA~REF*ZZ*x~QTY*33*100*EA~QTY*29*50*EA~SCH*50*EA***018*20261201~"
        "LIN**UP*012345678912~QTY*17*0*EA~LS*REF~LE*REF~CTT*2~",
    ),
    "855": (
        "erp.order_confirmation.v1",
        "SE-1|SO1",
        ["12"],
        "BAK*00*AD*PO1*20261120****SO1*20261121~CUR*SE*USD~REF*IA*5~PER*IC*Jo~FOB*CC~ITD*01*3~"
        "DTM*002*20261201~TD5*B*2*UPSN~N9*L1*x~MSG*y~{BY}{ST}{SE}"
        "PO1*1*12*EA*2.5*LE*UP*012345678905*VN*V-1~PID*F*08***Blue~ACK*IA*12*EA*068*20261130**VN*V-1~"
        "DTM*002*20261201~N1*ST*x~CTT*1*12~",
    ),
    "940": (
        "noted.event.v1",
        "BUYER|SO1",
        [],
        "W05*N*SO1*PO1**MASTER~{ST}{BT}{WH}N9*CO*C1~N9*BM*B1~G62*10*20261128~G62*02*20261201*8*0910~"
        "NTE*WHI*careful~W09*CX~W66*PP*M***UPS**X*****UPSN~LX*1~MAN*GM*1~"
        "W01*12*EA**VN*V-1*UP*012345678905~G69*Blue shirt~N9*LT*L1~W20*1*1*EA*3*G*L~QTY*01*12~"
        "AMT*1*30~LX*2~W01*5*CA**VN*V-2~G69*x~W76*17*20*LB~",
    ),
    "943": (
        "erp.shipment.v1",
        "SF-1|SHP1",
        ["12"],
        "W06*F*TO1*20261124*SHP1*BOL~{SF}{WH}N9*BM*B1~G62*11*20261124~NTE*WHI*x~"
        "W27*M*UPSN*UPS*PP*TRAILER1~W28*x~W10*1~W04*12*EA**VN*V-1*LT*L1~G69*Blue~N9*LT*L1~"
        "W20*12*1*EA*3*G*L~W03*12*36*LB~",
    ),
    "944": (
        "wms.inbound.v1",
        "WH-1|WR1",
        ["12"],
        "W17*F*20261126*WR1*DO1*SHP1*4*1~{WH}{SF}{DE}N9*BM*B1~G62*09*20261126~NTE*WHI*x~"
        "W08*M*UPSN*UPS*T1~W07*12*EA**VN*V-1*UP*012345678905*L1~G69*Blue~N9*LT*L1~W20*12*1*EA*3*G*L~"
        "QTY*01*12~MEA*PD*WT*3*LB~W13*1*EA*01~N9*ZZ*x~W14*12*12~",
    ),
    "945": (
        "wms.outbound.v1",
        "WH-1|SHP1",
        ["12"],
        "W06*F*SO1*20261128*SHP1*BOL1*PO1*M1~{SF}{ST}{WH}N9*CN*PRO1~G62*11*20261128*9*0910~NTE*WHI*x~"
        "W27*M*UPSN*UPS*PP~W28*x~W10*1~G72*504*02****1000~LX*1~MAN*GM*00012345678905*CP*1Z99~PAL*1~"
        "N9*2I*1Z99~W12*SH*12*12*0*EA*012345678905*VN*V-1**36*G*L~G69*Blue~N9*LT*L1~MEA*PD*WT*3*LB~"
        "LX*2~W12*BO*5*0*5*CA**VN*V-2~W03*12*36*LB*1*CF*1*CT~",
    ),
    "947": (
        "wms.correction.v1",
        "WH-1|ADJ1",
        ["-3"],
        "W15*20261129*ADJ1*REF1~{WH}{DE}G62*07*20261129~N9*AJ*1~NTE*WHI*x~PER*WH*Li~"
        "W19*AE*-3*EA**VN*V-1*UP*012345678905*L1~G69*Blue~N9*LT*L1~NTE*GEN*broken~",
    ),
}
GROUPS = {"856": "SH", "850": "PO", "810": "IN", "820": "RA", "846": "IB", "855": "PR", "940": "OW"}


@pytest.mark.parametrize("kind", FULL)
def test_a_message_in_full_dress_says_the_few_things_that_count(kind: str) -> None:
    type_name, number, quantities, text = FULL[kind]
    body = re.sub(r"\{(..)\}", lambda side: _SIDE.format(side[1]), text)

    reading = taken(interchange(kind, body, group=GROUPS.get(kind, "ZZ")))

    assert reading.problems == ()
    [document] = reading.documents
    assert (document.type, document.number) == (type_name, number)
    lines: list[Any] = next(
        (document.body[name] for name in ("lines", "lots", "invoices") if name in document.body), []
    )
    said = [line.get("quantity") or line.get("delta") or line["amount"] for line in lines]
    assert [str(one.get("value", one.get("amount"))) for one in said] == quantities


def test_a_message_of_another_type_is_refused_by_itself_and_named() -> None:
    change = "BCH*04*SA*PO-501***20261123~POC*1*QI*5*3*EA~CTT*1~"

    reading = taken(interchange("860", change, group="PC"))

    assert reading.documents == ()
    assert [problem.text for problem in reading.problems] == ["no mapping here reads a message of this type"]
