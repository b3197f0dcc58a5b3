"""A database row as a document: JSON that loses no digit, named by the row's key."""

import base64
import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

Row = Mapping[str, Any]


def as_json(row: Row) -> bytes:
    """Decimals as strings, times in ISO 8601, bytes in base64, NULL as null; columns in the query's order."""
    return msgspec.json.encode({name: _value(value) for name, value in row.items()})


def name_of(key: tuple[Any, ...]) -> str:
    """The key's one column as it is, several as a JSON list: no two keys have one name."""
    values = [_value(value) for value in key]
    if len(values) == 1:
        return str(values[0])
    return msgspec.json.encode(values).decode()


def fingerprint(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _value(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(inner) for inner in value]
    return str(value)
