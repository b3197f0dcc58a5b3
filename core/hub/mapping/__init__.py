"""Mappings: a partner's documents to canonical ones and back, said in YAML, compiled once, failing closed."""

from __future__ import annotations

from core.hub.mapping.compiler import Mapping as Mapping
from core.hub.mapping.compiler import compile_mapping as compile_mapping
from core.hub.mapping.kit import Library as Library
from core.hub.mapping.model import VOCABULARY as VOCABULARY
from core.hub.mapping.model import Document as Document
from core.hub.mapping.model import Facts as Facts
from core.hub.mapping.model import Problem as Problem
from core.hub.mapping.model import Reading as Reading
from core.hub.mapping.model import Source as Source
from core.hub.mapping.writing import Writing as Writing
from core.hub.mapping.writing import compile_writing as compile_writing

__all__ = [
    "VOCABULARY",
    "Document",
    "Facts",
    "Library",
    "Mapping",
    "Problem",
    "Reading",
    "Source",
    "Writing",
    "compile_mapping",
    "compile_writing",
]
