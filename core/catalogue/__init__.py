"""The canonical documents everybody speaks: read, write, search keys, times; one module a family."""

from __future__ import annotations

from core.catalogue.parts import Document as Document
from core.catalogue.registry import TYPES as TYPES
from core.catalogue.registry import canonical as canonical
from core.catalogue.registry import keys as keys
from core.catalogue.registry import read as read
from core.catalogue.registry import times as times

__all__ = ["TYPES", "Document", "canonical", "keys", "read", "times"]
