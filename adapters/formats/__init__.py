"""Wire formats, each one module here and found by looking, and the mapping files that name them."""

from __future__ import annotations

from adapters.formats.discovery import formats as formats
from adapters.formats.discovery import reader as reader
from adapters.formats.discovery import writer as writer
from adapters.formats.mappings import Fetch as Fetch
from adapters.formats.mappings import bundle as bundle
from adapters.formats.mappings import folder as folder
from adapters.formats.mappings import load_bundle as load_bundle
from adapters.formats.mappings import load_mapping as load_mapping
from adapters.formats.mappings import load_writing as load_writing
from adapters.formats.mappings import load_writing_bundle as load_writing_bundle
from adapters.formats.mappings import understand as understand
from adapters.formats.mappings import write as write

__all__ = [
    "Fetch",
    "bundle",
    "folder",
    "formats",
    "load_bundle",
    "load_mapping",
    "load_writing",
    "load_writing_bundle",
    "reader",
    "understand",
    "write",
    "writer",
]
