"""The tables of a drafted mapping: what units are called, and which site a warehouse's own name is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adapters.wiring.suggesting.matching import Choice
from adapters.wiring.suggesting.measures import code_of
from adapters.wiring.suggesting.yaml_text import UNDECIDED, quoted


def units_in(choice: Choice) -> dict[str, str]:
    """What stands in the columns of units, with the code where it is known."""
    columns = [one.beside for one in choice.matches if one.wanted.kind == "quantity" and one.beside]
    columns += [one.column for one in choice.matches if one.wanted.kind == "per"]
    return {text: code_of(text) for text in _texts(column.texts for column in columns)}


def sites_in(choice: Choice, site: str) -> dict[str, str]:
    """Where the samples are of one warehouse it is the site they are about; of several people know which."""
    said = _texts(one.column.texts for one in choice.matches if one.wanted.path == "warehouse")
    return {text: site if len(said) == 1 else "" for text in said} if site else {}


def written(units: Mapping[str, str], sites: Mapping[str, str]) -> tuple[str, list[str]]:
    """(the tables as YAML, what is left to decide)."""
    text = _table("units", units) + _table("sites", sites)
    left = [
        f"the code of the unit {one!r}: write it into the table `units`" for one in units if not units[one]
    ]
    left += [
        f"which site {one!r} is: write it into the table `sites`, and the site into the contract"
        for one in sites
        if not sites[one]
    ]
    return f"tables:\n{text}" if text else "", left


def _table(name: str, words: Mapping[str, str]) -> str:
    if not words:
        return ""
    known = [f"    {quoted(text)}: {quoted(code)}\n" for text, code in words.items() if code]
    unknown = [f"    # {quoted(text)}: {UNDECIDED}\n" for text, code in words.items() if not code]
    return f"  {name}:{'' if known else ' {}'}\n{''.join((*known, *unknown))}"


def _texts(columns: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(text.strip() for texts in columns for text in texts if text.strip()))
