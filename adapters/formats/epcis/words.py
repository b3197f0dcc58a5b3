"""The words of EPCIS and of its Core Business Vocabulary (CBV 2.0)."""

from __future__ import annotations

import re

ACTIONS = ("ADD", "OBSERVE", "DELETE")
_HEAD = "eventTime recordTime eventTimeZoneOffset eventID errorDeclaration certificationInfo"
_WHERE = "bizStep disposition readPoint bizLocation"
_ENDS = "sourceList destinationList sensorElementList persistentDisposition"
# What an event of each kind may say, in the order in which the XML says it.
FIELDS: dict[str, tuple[str, ...]] = {
    kind: tuple(said.split())
    for kind, said in {
        "ObjectEvent": f"{_HEAD} epcList action {_WHERE} bizTransactionList quantityList {_ENDS} ilmd",
        "AggregationEvent": (
            f"{_HEAD} parentID childEPCs action {_WHERE} bizTransactionList childQuantityList {_ENDS}"
        ),
        "TransactionEvent": f"{_HEAD} bizTransactionList parentID epcList action {_WHERE} quantityList"
        f" {_ENDS}",
        "TransformationEvent": (
            f"{_HEAD} inputEPCList inputQuantityList outputEPCList outputQuantityList transformationID"
            f" {_WHERE} bizTransactionList {_ENDS} ilmd"
        ),
        "AssociationEvent": (
            f"{_HEAD} parentID childEPCs childQuantityList action {_WHERE} bizTransactionList {_ENDS}"
        ),
        # Of EPCIS 1.x only: a count of one class, as an ObjectEvent says it today.
        "QuantityEvent": f"{_HEAD} epcClass quantity {_WHERE} bizTransactionList",
    }.items()
}
EPC_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
QUANTITY_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
PAIR_LISTS = {
    "bizTransactionList": "bizTransaction",
    "sourceList": "source",
    "destinationList": "destination",
}
# How the elements of each list are called in XML.
ELEMENTS: dict[str, str] = {
    **dict.fromkeys(EPC_LISTS, "epc"),
    **dict.fromkeys(QUANTITY_LISTS, "quantityElement"),
    **PAIR_LISTS,
    "sensorElementList": "sensorElement",
    "correctiveEventIDs": "correctiveEventID",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Where the words of the vocabulary stand bare, and which they are.
STEPS = _words(
    "accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting"
    " decommissioning departing destroying disassembling dispensing encoding entering_exiting holding"
    " inspecting installing killing loading other packing picking receiving removing repackaging repairing"
    " replacing reserving retail_selling sampling sensor_reporting shipping staging_outbound stock_taking"
    " stocking storing transporting unloading unpacking void_shipping"
)
STATES = _words(
    "active available completeness_verified completeness_inferred conformant container_closed container_open"
    " damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_instance"
    " mismatch_class mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other"
    " partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible"
    " stolen unavailable unknown"
)
PAPERS = _words("bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt")
PARTIES = _words("owning_party possessing_party location")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_SPOKEN = frozenset({"bizStep", "disposition", "set", "unset", "reason", "type"})
_LONG = re.compile(
    r"(?:urn:epcglobal:cbv:(?:bizstep|disp|btt|sdt|er):"
    r"|(?:https://ref\.gs1\.org/cbv/|cbv:)(?:BizStep|Disp|BTT|SDT|ER)-)([a-z_]+)"
)
TYPES = {"bizTransactionList": PAPERS, "sourceList": PARTIES, "destinationList": PARTIES}


def short_word(name: str, text: str) -> str:
    """A word of the vocabulary as JSON says it, however it is written; any other text as it is."""
    found = _LONG.fullmatch(text) if name in _SPOKEN else None
    return found[1] if found is not None else text


def short_number(text: str) -> str:
    """A decimal without zeros at its end, so that 5, 5.0 and 5.00 are one quantity of one event."""
    return text.rstrip("0").removesuffix(".") if _DECIMAL.fullmatch(text) else text
