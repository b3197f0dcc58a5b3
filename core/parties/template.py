"""What a statement must say and how it adds up: a template is data, published by two people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from core.catalogue.fields import Key
from core.hub.records import Record
from core.kernel.errors import Refused
from core.kernel.money import Money

Kind = Literal["balance_sheet", "profit_and_loss", "cash_flow"]
Codes = Annotated[tuple[Key, ...], Meta(max_length=200)]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item that a statement may have, or must."""

    code: Key
    name_zh: Key
    name_en: Key
    required: bool = False


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """A total is what is added less what is taken off; checked where all of it is told.

    may_miss: of those, what counts as nothing where it is not told.
    """

    total: Key
    plus: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=200)]
    minus: Codes = ()
    may_miss: Codes = ()


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The items and sums of one kind of statement; closed: no other item may stand in it."""

    kind: Kind
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=500)]
    sums: Annotated[tuple[Sum, ...], Meta(max_length=100)] = ()
    closed: bool = False


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """Forms of statements under one name.

    year_ends_month: in which month the year is over. off_units: by how many of a statement's units a sum may
    be off because its parts were rounded; assets are always liabilities and equity exactly.
    """

    template: Key
    version: Annotated[int, Meta(ge=1, le=100_000)]
    forms: Annotated[tuple[Form, ...], Meta(min_length=1, max_length=3)]
    year_ends_month: Annotated[int, Meta(ge=1, le=12)] = 12
    off_units: Annotated[int, Meta(ge=0, le=100)] = 0

    def form(self, kind: str) -> Form | None:
        return next((form for form in self.forms if form.kind == kind), None)


class TemplateVersion(Record, frozen=True, kw_only=True):
    """A template as it was published; the newest holds for what comes from then on."""

    TABLE: ClassVar[str] = "parties_template"
    KEY: ClassVar[tuple[str, ...]] = ("template", "version")
    BOOK: ClassVar[bool] = True

    template: str
    version: int
    publisher: str
    approver: str
    body: bytes


def require_sense(template: Template) -> None:
    """Refused where a form or item stands twice, or a sum is of an item that is none."""
    what = f"template {template.template} version {template.version}"
    kinds = [form.kind for form in template.forms]
    if len(set(kinds)) < len(kinds):
        raise Refused(f"{what} has two forms of one kind", cause="parties.template")
    for form in template.forms:
        codes = [item.code for item in form.items]
        if twice := next((code for code in codes if codes.count(code) > 1), ""):
            raise Refused(f"{what}: {twice} stands twice in {form.kind}", cause="parties.template")
        named = [code for each in form.sums for code in (each.total, *each.plus, *each.minus, *each.may_miss)]
        if lost := next((code for code in named if code not in codes), ""):
            raise Refused(f"{what}: a sum names {lost}, no item of {form.kind}", cause="parties.template")


def require_form(form: Form, figures: Mapping[str, int], currency: str, *, off_minor: int) -> None:
    """Refused, with the item and by how much, where figures do not keep to the form."""
    if missing := [item.code for item in form.items if item.required and item.code not in figures]:
        raise Refused(
            f"the {form.kind} has no {', '.join(missing)}; its template requires them",
            cause="parties.statement.missing",
        )
    known = {item.code for item in form.items}
    if form.closed and (strange := sorted(figures.keys() - known)):
        raise Refused(
            f"the {form.kind} has {', '.join(strange)}; its template knows no such item",
            cause="parties.statement.strange",
        )
    for each in form.sums:
        _require_sum(each, figures, currency, off_minor=off_minor)


def _require_sum(said: Sum, figures: Mapping[str, int], currency: str, *, off_minor: int) -> None:
    told = dict.fromkeys(said.may_miss, 0) | dict(figures)
    if said.total not in figures or not {*said.plus, *said.minus} <= told.keys():
        return
    parts = sum(told[code] for code in said.plus) - sum(told[code] for code in said.minus)
    over = figures[said.total] - parts
    if abs(over) > off_minor:
        raise Refused(
            f"{said.total} is {Money(abs(over), currency)} {'over' if over > 0 else 'under'} what its parts"
            f" make ({Money(parts, currency)}); send it corrected",
            cause="parties.statement.sum",
        )
