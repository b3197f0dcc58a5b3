"""X12 messages: which segments may follow which, as wide as the releases 003010 to 008010 together.

What releases and senders agree on is held: what begins a message, a line and the summary, what
must be there, and which segments a section knows at all. Where their orders differ inside a section, every
order is taken.
"""

from __future__ import annotations

_PARTY = (
    "(N1 {N2 N3 N4 NX2 REF PER SI DMG FOB TD1 TD5 TD3 TD4 PKG DTM PRT G61 G62 RDM MSG N9 LDT QTY MTX LUI})"
)
_NAMED = "(NM1 {N2 N3 N4 REF PER DTM})"
_CODES = "(LM LQ)"
_NOTES = "(N9 {DTM MSG PWK EFI MEA MTX})"
_CHARGE = "(SAC {CUR CTP TXI})"
_FUNDS = "(FA1 FA2)"
_CONTRACT = f"(SPI {{REF DTM MSG {_PARTY} (CB1 {{REF DTM LDT MSG}}) MTX}}) (ADV {{DTM MTX}})"
_CARRIED = "TD1 TD5 TD3 TD4 FOB PKG MAN"
_TERMS = "CUR ITD DIS INC DTM TAX TXI CTP PAM CSH PCT"
_HEADER = (
    f"REF PER LDT LIN SI PID MEA PWK CTB NTE YNQ CRC BAL L7 LC V1 R4 {_TERMS} {_CARRIED} {_CHARGE} "
    f"{_PARTY} {_NAMED} "
    f"{_CODES} {_NOTES} {_CONTRACT} {_FUNDS} (AMT {{REF DTM PCT {_FUNDS}}})"
)
_LINE = (
    f"LIN SI CN1 PO3 PO4 MEA PWK REF PER IT3 IT8 SDQ SR TC2 MSG CTB CAD YNQ NTE L7 CRC SS G53 PRD "
    f"ACK LDT {_TERMS} "
    f"{_CARRIED} (PID MEA) {_CHARGE} (QTY {{SI LM LQ DTM REF}}) (SCH {{{_CARRIED} REF DTM}}) "
    f"{_CODES} {_NOTES} {_PARTY} "
    f"{_NAMED} {_CONTRACT} {_FUNDS} (AMT {{REF DTM PCT}}) (LS {{LDT QTY MSG REF LM LQ}} LE) (V1 "
    f"{{R4 DTM}}) "
    f"(SLN {{MSG SI PID PO3 TC2 ADV DTM CTP PAM PO4 TAX TXI REF ACK QTY CRC N9 {_CHARGE} {_PARTY}}}) "
    "(FST {QTY SDQ REF}) UIT"
)
_STOCK_HEAD = (
    f"N2 N3 N4 G61 G62 NTE N9 W09 W66 W6 W27 W28 W10 W08 G69 G72 G66 PER REF DTM PWK LUI {_PARTY} {_CARRIED}"
)
_STOCK_LINE = (
    "G69 N9 QTY W20 G62 G72 G73 G66 MEA AMT LH1 LHR SDQ LS LE LM LQ REF DTM PID PAL MAN PKG N1 N2 "
    "N3 N4 NTE R4 IT3 "
    "W13 W08 PER"
)
_PAID = (
    f"{_NAMED} {_PARTY} ADX NTE REF PER DTM IT1 RPA QTY PID SLN RMR TXN {_CHARGE} CTP AMT LOC ENT "
    f"TXP TXI DED LX RYL INV "
    "N1 PEN DMG VEH FA1 FA2 BPR TRN CUR"
)
MESSAGES: dict[str, str] = {
    "850": f"BEG! {{{_HEADER}}} (PO1 {{{_LINE}}})! {{CTT AMT SAC}}",
    "855": f"BAK! {{{_HEADER}}} (PO1 {{{_LINE}}}) {{CTT AMT SAC}}",
    "856": (
        f"BSN! {{DTM TRN CUR REF NTE}} (HL {{SN1 PRF PAL TSD ETD GF CLD BSN R3 LFS {_LINE}}})! {{{{CTT}}}}"
    ),
    "810": f"BIG! {{{_HEADER}}} (IT1 {{{_LINE}}}) TDS! {{TXI AMT CAD {_CHARGE} (ISS PID) CTT MEA}}",
    "820": f"BPR! {{{_PAID}}}",
    "832": f"BCT! {{{_HEADER}}} {{(LX {_LINE}) (LIN {{G43 G36 G38 G55 CTT {_LINE}}})}} {{CTT}}",
    "846": f"BIA! {{{_HEADER}}} (LIN {{UIT {_LINE}}})! {{CTT}}",
    "940": f"W05! {{{_STOCK_HEAD}}} (LX {{W01 {_STOCK_LINE}}})! {{W76}}",
    "943": f"W06! {{{_STOCK_HEAD}}} (W04 {{{_STOCK_LINE}}})! {{W03}}",
    "944": f"W17! {{{_STOCK_HEAD} W14}} (W07 {{{_STOCK_LINE}}})! {{W14}}",
    "945": f"W06! {{{_STOCK_HEAD}}} (LX {{W12 {_STOCK_LINE}}})! {{W03}}",
    "947": f"W15! {{{_STOCK_HEAD}}} (W19 {{{_STOCK_LINE}}})!",
    "997": "AK1! (AK2 (AK3 AK4) AK5!) AK9!",
}
