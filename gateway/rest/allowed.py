"""Answers that the agents' routes share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from fastapi import Response

from core.kernel.errors import Refused
from gateway.rest.problems import Problem

T = TypeVar("T")


def or_403(does: Callable[[], T]) -> T:
    """What is refused to an agent is not allowed to it."""
    try:
        return does()
    except Refused as refused:
        raise Problem(403, refused.text, cause=refused.cause) from refused


def as_json(said: object) -> Response:
    return Response(msgspec.json.encode(said), 200, media_type="application/json")
