"""Request bodies, read with a limit and no further."""

from __future__ import annotations

from fastapi import Request

from gateway.rest.problems import Problem

# More digits than any size has; int() gives up on very many.
LENGTH_DIGITS_MAX = 18


async def read_body(request: Request, *, bytes_max: int) -> bytes:
    """The body, or problem 413 as soon as it is over the limit."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:LENGTH_DIGITS_MAX]) > bytes_max:
        raise _too_large(bytes_max)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > bytes_max:
            raise _too_large(bytes_max)
        parts.append(part)
    return b"".join(parts)


def _too_large(bytes_max: int) -> Problem:
    return Problem(
        413,
        f"the body is over {bytes_max} bytes; send it in parts, or by an agent",
        bytes_max=bytes_max,
    )
