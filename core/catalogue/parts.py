"""The small parts that canonical documents are made of: amounts, measures, parties, lots and their checks."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from core.kernel.currencies import is_currency
from core.kernel.errors import Unreadable

KEY_LENGTH_MAX = 200
TEXT_LENGTH_MAX = 4_000
LINES_MAX = 100_000
DIGITS_MAX = 34  # as IEEE 754 decimal128: more is noise, and costs memory when scaled
EXPONENT_MAX = 24

# A business key is searched, indexed and compared: never blank, never with NUL (databases refuse it).
Key = Annotated[
    str, Meta(min_length=1, max_length=KEY_LENGTH_MAX, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$")
]
# The same where it may be missing ("").
OptionalKey = Annotated[str, Meta(max_length=KEY_LENGTH_MAX, pattern=r"^[^\u0000]*$")]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]
Moment = Annotated[datetime, Meta(tz=True)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
# Whether this hub can convert a unit is the business of the room that converts.
Unit = Annotated[str, Meta(pattern="^[A-Z0-9]{2,3}$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Keys = Annotated[tuple[Key, ...], Meta(max_length=LINES_MAX)]


class Wrong(Unreadable, ValueError):
    """A value that cannot be; as a ValueError it is given its place by the decoder."""


class Part(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """What a canonical document is made of. A default is written as nothing, so a field added later with a
    default changes no earlier document's bytes; defaults are only None, False, "", () and {}."""


class Document(Part, frozen=True, kw_only=True):
    """A canonical document.

    extensions: what the source said beyond this type, by the source's own name, kept as written.
    """

    TYPE: ClassVar[str] = ""
    # Paths of the keys an operator would search; the document's own number comes first.
    KEYS: ClassVar[tuple[str, ...]] = ()
    # The fields that say when it happened at the source; the first that is there counts.
    TIMES: ClassVar[tuple[str, ...]] = ()

    extensions: dict[str, str] = {}


class Amount(Part, frozen=True, kw_only=True):
    """Money as written: more decimals than the currency has are kept here and refused where it is booked.

    amount: decimal string. currency: ISO 4217.
    """

    amount: Decimal
    currency: Currency

    def __post_init__(self) -> None:
        require_decimal("amount", self.amount)
        if not is_currency(self.currency):
            raise Wrong(
                f"{self.currency!r} is no ISO 4217 currency; map the source's word for it",
                cause="catalogue.unknown_currency",
            )


class Measure(Part, frozen=True, kw_only=True):
    """So much of a unit, as written.

    value: decimal string. unit: UN/ECE Rec 20 (TNE tonne, KGM kg, MTR m, MTQ m3, H87 piece, LTR litre).
    """

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        require_decimal("value", self.value)


class PartyRef(Part, frozen=True, kw_only=True):
    """A party as the source names it; the parties room finds who it is.

    id: identifier. scheme: whose (USCC, GLN, 0088, VAT, or the source's own word). name: as written.
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


class Ref(Part, frozen=True, kw_only=True):
    """Another document, by number.

    kind: order, contract, shipment, receipt, invoice, … or a canonical type. number: its own.
    revision: of that document. date_text: its date as written, where the source gives one.
    """

    kind: Key
    number: Key
    revision: OptionalKey = ""
    date_text: Text = ""


class Attachment(Part, frozen=True, kw_only=True):
    """A photo or file that goes with a document.

    name: file name. sha256: 64 hex of its bytes. size: bytes. uri: where it was, for a person.
    """

    name: Key
    sha256: Sha256 | None = None
    size: Count | None = None
    uri: Text = ""


class WeighTicket(Part, frozen=True, kw_only=True):
    """A weighbridge slip 磅单.

    gross, tare, net: as printed on the slip, each with its unit.
    """

    ticket_no: Key
    gross: Measure | None = None
    tare: Measure | None = None
    net: Measure | None = None

    def __post_init__(self) -> None:
        require_not_negative(gross=self.gross, tare=self.tare, net=self.net)


class LotLine(Part, frozen=True, kw_only=True):
    """So much of one lot 批次.

    lot_no: as the warehouse calls it. quantity: ≥ 0, in the unit the warehouse keeps the lot in.
    weight_basis: theoretical 理计 or weighed 过磅, where the quantity is a weight. packages: pieces of packing.
    location: bin or zone inside the warehouse. condition: the source's word (good, damaged, blocked, …).
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
    condition: Text = ""
    gross_weight: Measure | None = None
    net_weight: Measure | None = None
    weight_basis: Literal["theoretical", "weighed"] | None = None
    packages: Count | None = None
    extensions: dict[str, str] = {}

    def __post_init__(self) -> None:
        require_not_negative(
            quantity=self.quantity, gross_weight=self.gross_weight, net_weight=self.net_weight
        )


Lots = Annotated[tuple[LotLine, ...], Meta(min_length=1, max_length=LINES_MAX)]
Photos = Annotated[tuple[Attachment, ...], Meta(max_length=1_000)]


def require_decimal(field: str, value: Decimal) -> None:
    """A number, and one that can be scaled: no NaN, no infinity, no 1E+400."""
    if not value.is_finite():
        raise Wrong(f"{field} is {value}, which is no number", cause="catalogue.not_a_number")
    _, digits, exponent = value.as_tuple()
    if len(digits) > DIGITS_MAX or not isinstance(exponent, int) or abs(exponent) > EXPONENT_MAX:
        raise Wrong(
            f"{field} has over {DIGITS_MAX} digits or an exponent over {EXPONENT_MAX}",
            cause="catalogue.number_too_long",
        )


def require_not_negative(**measures: Measure | None) -> None:
    """For each field named: it may be missing or zero, never below."""
    for field, measure in measures.items():
        if measure is not None and measure.value < 0:
            raise Wrong(
                f"{field} is {measure.value} {measure.unit}, below 0; send what goes the other way as its own "
                "document or as wms.correction.v1",
                cause="catalogue.negative",
            )


def require_moments(**moments: datetime | None) -> None:
    """For each field named: a time that exists in UTC too."""
    for field, moment in moments.items():
        try:
            if moment is not None:
                moment.astimezone(UTC)
        except OverflowError:
            raise Wrong(
                f"{field} is {moment}, outside the calendar in UTC", cause="catalogue.time_impossible"
            ) from None
