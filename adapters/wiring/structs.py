"""What msgspec knows of our records is complete before threads ask for it.

msgspec looks at a record's fields when the first document of its kind is read, and shows what it has found
so far to every thread that reads one meanwhile: that thread follows a pointer that is not there yet, and the
process is gone (SIGSEGV; seen in a worker that had just begun). A kind once looked at is safe for good.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import msgspec

_LOCK = threading.Lock()
_COMPLETE: set[type[msgspec.Struct]] = set()


def complete_structs() -> None:
    """Looks at every record that was imported and not yet looked at; call it before threads begin.

    Some hundred kinds take a tenth of a second. A kind that no document can be read as is passed over:
    whoever tries it hears msgspec's own TypeError.
    """
    with _LOCK:
        for kind in _kinds(msgspec.Struct):
            if kind not in _COMPLETE:
                with contextlib.suppress(TypeError, NameError):
                    msgspec.json.Decoder(kind)
                _COMPLETE.add(kind)


def _kinds(above: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for kind in above.__subclasses__():
        yield kind
        yield from _kinds(kind)
