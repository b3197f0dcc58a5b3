"""What a line of a log is about: said once where it is known, and borne by every line written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

# Nothing else is said of a line beside its text: these names hold no secret, and a search needs few of them.
FIELDS = ("partner", "agent", "partition", "message", "trace")
_NOTHING: Mapping[str, object] = {}
_ABOUT: ContextVar[Mapping[str, object]] = ContextVar("lianqiao_about", default=_NOTHING)


@contextmanager
def about(**said: object) -> Iterator[None]:
    """Until it ends, lines of this thread or task are about this too; only FIELDS are borne."""
    token = _ABOUT.set({**_ABOUT.get(), **said})
    try:
        yield
    finally:
        _ABOUT.reset(token)


def present() -> Mapping[str, object]:
    """What is said at this moment."""
    return _ABOUT.get()
