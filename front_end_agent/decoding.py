"""What comes from outside is decoded in one way. Not beside the errors: who asks for help loads those too."""

from collections.abc import Iterator
from contextlib import suppress

import msgspec

# What msgspec raises for bytes that are not what was asked for: text that is no UTF-8, and what is nested
# deeper than it goes, come as errors of Python's own.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def complete_structs() -> None:
    """Looks at every record that was imported, before threads read documents.

    msgspec looks at a record when its first document is read, and a second thread that reads one meanwhile
    finds it half looked at and ends the process (SIGSEGV).
    """
    for kind in _kinds(msgspec.Struct):
        with suppress(TypeError, NameError):
            msgspec.json.Decoder(kind)


def _kinds(above: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for kind in above.__subclasses__():
        yield kind
        yield from _kinds(kind)
