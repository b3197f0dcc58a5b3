"""One order, invoice and despatch of X12 in their envelopes, and what the shipped mappings make of them."""

from __future__ import annotations

from typing import Any

from adapters import formats
from core.hub.mapping import Facts, Reading
from tests.mappings.ubl_bodies import DESK, MAPPINGS

FACTS = Facts(issuer="issuer", source="source", site="site", zone="UTC", name="file.x12")
HEAD = (
    "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         "
    "*261123*0800*{repetition}*{version}*000000007*0*P*>~GS*{group}*BUYER*SELLER*{day}*0800*31*X*{release}~"
)
ORDER = (
    "BEG*00*SA*PO-501**20261123~CUR*BY*CNY~N1*BY*Demo Bridge*92*B-1~N1*SE*Demo Steel*91*S-1~"
    "PO1*1*12.5*EA*0.5*PE*VP*CO-Q235~PID*F****Coil~PO1*2*-3*KG*41.50**VP*RB-12~CTT*2~"
)
INVOICE = (
    "BIG*20261130*INV-31*20261123*PO-501***DI*00~CUR*SE*CNY~N1*SU*Demo Steel*91*S-1~"
    "IT1*1*2*EA*90*PE*VP*KIT-1~TDS*18000~CTT*1~"
)
DESPATCH = (
    "BSN*00*ASN-9*20261125*0910~HL*1**S~N1*SF*Demo Steel*91*S-1~HL*2*1*O~PRF*PO-501~HL*3*2*I~"
    "LIN*1*VP*CO-Q235~SN1*1*25.5*KG~CTT*3~"
)
KINDS = {"850": ("PO", ORDER), "810": ("IN", INVOICE), "856": ("SH", DESPATCH)}


def interchange(kind: str = "850", text: str | None = None, **said: str) -> str:
    """One message in its envelopes; said: what of the head is another way."""
    group, usual = KINDS.get(kind, ("", ""))
    body = text or usual
    head = {"repetition": "U", "version": "00401", "release": "004010", "day": "20261123", "group": group}
    message = f"ST*{kind}*0001~{body}SE*{body.count('~') + 2}*0001~"
    return HEAD.format(**{**head, **said}) + message + "GE*1*31~IEA*1*000000007~"


def taken(payload: str | bytes, **lenient: str) -> Reading:
    mapping = DESK.mapping(MAPPINGS / "standards" / "x12" / "any.yaml")
    given = payload if isinstance(payload, bytes) else payload.encode()
    return mapping.read(formats.reader("x12").read(given, {**mapping.options, **lenient}), FACTS)


def said(payload: str | bytes) -> list[dict[str, Any]]:
    reading = taken(payload)
    assert reading.problems == ()
    return [document.body for document in reading.documents]
