"""The small parts that canonical documents are made of: amounts, measures, parties, lots, references."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from core.catalogue.checks import (
    Wrong,
    require_currency,
    require_decimal,
    require_not_negative,
    require_unit,
)
from core.catalogue.fields import (
    LINES_MAX,
    Count,
    Currency,
    Key,
    OptionalKey,
    Sha256,
    Text,
    Unit,
)


class Part(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """What a canonical document is made of.

    A default is written as nothing, so a field added later with one changes no earlier document's bytes.
    It is None, False, "", () or {} and nothing else: only those are surely told from a value.
    """


class Line(Part, frozen=True, kw_only=True):
    """A part that keeps what its type has no field for.

    extensions: what the source said beyond this type, by the source's own name, kept as written
    """

    extensions: dict[str, str] = {}


class Document(Line, frozen=True, kw_only=True):
    """A canonical document."""

    TYPE: ClassVar[str] = ""
    # Paths of the keys an operator would search; the document's own number comes first.
    KEYS: ClassVar[tuple[str, ...]] = ()
    # The fields that say when it happened at the source; the first that is there counts.
    TIMES: ClassVar[tuple[str, ...]] = ()


class Amount(Part, frozen=True, kw_only=True):
    """Money as written: more decimals than the currency has are kept here, and refused where it is booked.

    amount: decimal string
    currency: ISO 4217
    """

    amount: Decimal
    currency: Currency

    def __post_init__(self) -> None:
        require_decimal("amount", self.amount)
        require_currency("currency", self.currency)


class Measure(Part, frozen=True, kw_only=True):
    """So much of a unit, as written.

    value: decimal string
    unit: UN/ECE Rec 20 (TNE tonne, KGM kg, MTR m, MTQ m3, H87 piece, LTR litre)
    """

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        require_decimal("value", self.value)
        require_unit("unit", self.unit)


class PartyRef(Part, frozen=True, kw_only=True):
    """A party as the source names it; the parties room finds who it is. At least an id or a name.

    id: identifier
    scheme: whose identifier (USCC, GLN, 0088, VAT, or the source's own word)
    name: as written
    """

    id: OptionalKey = ""
    scheme: OptionalKey = ""
    name: Text = ""

    def __post_init__(self) -> None:
        if not (self.id.strip() or self.name.strip()):
            raise Wrong(
                "a party needs an id or a name; leave it out if it has neither",
                cause="catalogue.party_without_name",
            )


class BankAccount(Part, frozen=True, kw_only=True):
    """An account at a bank.

    number: account number or IBAN
    bank_code: CNAPS or BIC
    name: of its holder
    bank: the bank's name
    """

    number: Key
    bank_code: OptionalKey = ""
    name: Text = ""
    bank: Text = ""


class Ref(Part, frozen=True, kw_only=True):
    """Another document, by number.

    kind: order, contract, shipment, receipt, invoice, or a canonical type
    number: its own number
    revision: of that document, where it has one
    """

    kind: Key
    number: Key
    revision: OptionalKey = ""


class Attachment(Part, frozen=True, kw_only=True):
    """A photo or file that goes with a document.

    name: file name
    sha256: of its bytes, 64 hex digits
    size: in bytes
    uri: where it was, for a person
    """

    name: Key
    sha256: Sha256 | None = None
    size: Count | None = None
    uri: Text = ""


class WeighTicket(Part, frozen=True, kw_only=True):
    """A weighbridge slip 磅单.

    ticket_no: of the slip
    gross, tare, net: ≥ 0, as printed on it, each with its unit
    """

    ticket_no: Key
    gross: Measure | None = None
    tare: Measure | None = None
    net: Measure | None = None

    def __post_init__(self) -> None:
        require_not_negative("gross", self.gross)
        require_not_negative("tare", self.tare)
        require_not_negative("net", self.net)


class LotLine(Line, frozen=True, kw_only=True):
    """So much of one lot 批次.

    lot_no: as the warehouse calls it
    quantity: ≥ 0, in the unit the warehouse keeps the lot in
    sku: number of the article
    name, spec, brand, origin, grade: of the goods, as written
    location: bin or zone in the warehouse
    condition: the source's word (good, damaged, blocked)
    gross_weight, net_weight: ≥ 0
    weight_basis: theoretical 理计 or weighed 过磅, where the quantity is a weight
    packages: pieces of packing
    made_on: day of production
    """

    lot_no: Key
    quantity: Measure
    sku: OptionalKey = ""
    name: Text = ""
    spec: Text = ""
    brand: Text = ""
    origin: Text = ""
    grade: Text = ""
    location: OptionalKey = ""
    condition: OptionalKey = ""
    gross_weight: Measure | None = None
    net_weight: Measure | None = None
    weight_basis: Literal["theoretical", "weighed"] | None = None
    packages: Count | None = None
    made_on: date | None = None

    def __post_init__(self) -> None:
        require_not_negative("quantity", self.quantity)
        require_not_negative("gross_weight", self.gross_weight)
        require_not_negative("net_weight", self.net_weight)


Lots = Annotated[tuple[LotLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
Photos = Annotated[tuple[Attachment, ...], Meta(max_length=1_000)]
