"""Who may pick goods up on a release order: by which vehicle, as whom, and with which one-time code."""

from __future__ import annotations

from hashlib import sha256
from typing import Protocol
from unicodedata import normalize


class Allowed(Protocol):
    """What a release order says of who may come."""

    @property
    def order_no(self) -> str: ...
    @property
    def vehicles(self) -> str: ...
    @property
    def picker(self) -> str: ...
    @property
    def code_hash(self) -> str | None: ...
    @property
    def identify(self) -> bool | None: ...


class Came(Protocol):
    """What an outbound says of who came; code_hash is that of the code that was shown, "" for none."""

    @property
    def vehicle(self) -> str: ...
    @property
    def picker(self) -> str: ...
    @property
    def code_hash(self) -> str: ...


def hash_of(code: str) -> str:
    """SHA-256 of a one-time code as the orders carry it, "" for no code; the books keep only this."""
    return sha256(code.strip().encode()).hexdigest() if code.strip() else ""


def why_not_him(order: Allowed, came: Came) -> str:
    """Why these goods may not go with him, "" where they may."""
    return _wrong_vehicle(order, came) or _wrong_picker(order, came) or _wrong_code(order, came)


def _wrong_vehicle(order: Allowed, came: Came) -> str:
    if not order.vehicles:
        return ""
    if not came.vehicle:
        return f"no vehicle is told, release order {order.order_no} names some" if order.identify else ""
    if _plate(came.vehicle) not in {_plate(each) for each in order.vehicles.split("\n")}:
        return f"vehicle {came.vehicle} is not named by release order {order.order_no}"
    return ""


def _wrong_picker(order: Allowed, came: Came) -> str:
    if not order.picker:
        return ""
    if not came.picker:
        return f"nobody is told to have taken it, order {order.order_no} names who" if order.identify else ""
    if _name(came.picker) != _name(order.picker):
        return f"{came.picker} took it, release order {order.order_no} is for {order.picker}"
    return ""


def _wrong_code(order: Allowed, came: Came) -> str:
    if not order.code_hash or came.code_hash == order.code_hash:
        return ""
    told = "a wrong one-time code was shown" if came.code_hash else "no one-time code was shown"
    return f"{told}, release order {order.order_no} has one"


def _plate(text: str) -> str:
    """沪A·12345, 沪A-12345 and 沪a12345 are one plate; warehouses write them in every way."""
    return "".join(each for each in normalize("NFKC", text).upper() if each.isalnum())


def _name(text: str) -> str:
    return "".join(normalize("NFKC", text).casefold().split())
