"""EDIFACT messages: which segments may follow which."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
