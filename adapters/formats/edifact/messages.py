"""EDIFACT messages: which segments may follow which, as wide as the directories D.93A to D.01B together.

What directories and senders agree on is held: what begins a message, a line and the summary, what
must be there, and which segments a section knows at all. Where their orders differ inside a section, every
order is taken.
UNS only parts lines from summary: who leaves it out is understood.
"""

from __future__ import annotations

_RFF = "(RFF DTM)"
_TAX = "(TAX {MOA LOC})"
_CUX = "(CUX {PCD DTM})"
_PARTY = f"(NAD {{LOC FII MOA FTX DTM {_RFF} (DOC DTM) (CTA COM) {_TAX} {_CUX} PCD}})"
_TERMS = "(PAT {DTM PCD MOA PAI FII}) (PYT {DTM PCD MOA PAI FII})"
_CHARGE = f"(ALC {{ALI DTM FTX (QTY RNG) (PCD RNG) (MOA {{RNG CUX DTM}}) (RTE RNG) {_TAX} {_RFF}}})"
_WAY = f"(TDT {{DTM PCD QVR TSR {_RFF} (LOC {{DTM QTY}})}}) (TOD {{LOC FTX}})"
_MARKS = "(PCI {RFF DTM GIR MEA QTY FTX (GIN DLM)})"
_PACK = f"(PAC {{MEA QTY DTM LOC FTX {_RFF} (HAN FTX) {_MARKS}}})"
_EQUIPMENT = "(EQD {HAN MEA SEL EQA FTX DIM NAD})"
_SCHEDULE = "(SCC {FTX RFF (QTY DTM)})"
_DANGER = "(DGS {FTX MEA (CTA COM) HAN})"
_RULES = "(RCS {RFF DTM FTX})"
_PRICE = "(PRI {CUX APR RNG DTM})"
_HEADER = (
    f"DTM PAI ALI IMD FTX GIR GEI GIS LOC MEA MOA QTY {_RFF} {_PARTY} {_TAX} {_CUX} {_TERMS} {_WAY} "
    f"{_PACK} "
    f"{_EQUIPMENT} {_SCHEDULE} (APR {{DTM RNG}}) {_CHARGE} {_RULES} {_DANGER}"
)
_LINE = (
    f"PIA IMD MEA QTY PCD ALI DTM MOA GIN GIR GEI QVR DLM DOC PAI FTX HAN CCI CAV {_TERMS} {_PRICE} "
    f"{_RFF} {_PACK} "
    f"(LOC {{QTY DTM PCD NAD}}) {_TAX} {_CUX} {_PARTY} {_CHARGE} {_WAY} {_EQUIPMENT} {_SCHEDULE} "
    f"(APR {{DTM RNG}}) "
    f"{_RULES} {_DANGER} {_MARKS} (STG QTY) (SGP QTY) (INV {{QTY DTM LOC MEA CPS MOA}}) (AJT FTX) "
    f"(EFI {{CED COM}}) "
    "(TMD MOA) (SPR QTY) (SCD CCI)"
)
_LINES = f"(LIN {{{_LINE}}})"
_SUMS = f"CNT MOA {_RFF} {_TAX} {_CHARGE} DTM FTX"
_ORDER = f"BGM! {{{_HEADER}}} {_LINES} UNS? {{{_SUMS}}}"
_PACKED = f"(CPS {{FTX QVR MEA {_PACK} {_LINES}}})"
MESSAGES: dict[str, str] = {
    "ORDERS": _ORDER,
    "ORDRSP": f"BGM! {{{_HEADER} (AJT FTX)}} {_LINES} UNS? {{{_SUMS}}}",
    "DESADV": f"BGM! {{{_HEADER}}} {{{_PACKED} {_LINES}}} {{CNT}}",
    "RECADV": f"BGM! {{{_HEADER}}} {{{_PACKED} {_LINES}}} {{CNT}}",
    "INVOIC": (
        f"BGM! {{{_HEADER} (AJT FTX) (INP FTX) (EFI {{CED COM}}) (RFF {{DTM GIR LOC MEA QTY FTX MOA}})}} "
        f"{_LINES} UNS? {{{_SUMS}}}"
    ),
    "INVRPT": f"BGM! {{{_HEADER}}} {{{_LINES} (CPS {{{_LINES}}})}} UNS? {{{_SUMS}}}",
    "PRICAT": f"BGM! {{{_HEADER}}} {{{_LINES} (PGI {{QTY {_LINE} {_LINES}}})}} UNS? {{{_SUMS}}}",
    "REMADV": (
        f"BGM! {{DTM RFF FII PAI FTX MOA {_PARTY} {_CUX}}} "
        f"(DOC {{MOA DTM RFF FTX {_PARTY} {_CUX} {_TAX} (INP FTX) (AJT {{MOA RFF FTX}}) "
        "(DLI {MOA PIA DTM RFF CUX (AJT {MOA RFF FTX})})}) UNS? {MOA CNT TAX AUT}"
    ),
    "CONTRL": "UCI! {(UCM (UCS UCD)) (UCF (UCM (UCS UCD)))}",
}
