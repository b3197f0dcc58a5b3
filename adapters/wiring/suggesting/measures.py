"""Units of quantities: a table of those in a column, an expression over those in the cells themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from adapters.wiring.suggesting.values import UNITS

# Two or three capitals or digits are a code of Recommendation 20 already.
_CODE = re.compile(r"[A-Z0-9]{2,3}")
_IN_NAME = re.compile(r"[(（]([^()（）]{1,8})[)）]'?$")


def code_of(unit: str) -> str:
    """Its code, "" where only people know it."""
    return UNITS.get(unit.lower().removeprefix("元/"), unit if _CODE.fullmatch(unit) else "")


def unit_in_name(path: str) -> str:
    """数量（吨） says the unit of all its cells."""
    found = _IN_NAME.search(path)
    return found[1].strip() if found else ""


def in_cells(path: str, units: Iterable[str]) -> tuple[str, str]:
    """(the signs to strip, the field of the unit): a cell that ends with no known unit is refused.

    The longest first, for kg ends with g.
    """
    said = sorted(units, key=lambda unit: (-len(unit), unit))
    signs = "".join(dict.fromkeys(sign for unit in said for sign in unit)) + " "
    known = [f"'{code_of(unit)}' if ends(text('{path}'), '{unit}')" for unit in said if code_of(unit)]
    return signs, f"{{expr: {json.dumps(' else '.join([*known, chr(39) * 2]), ensure_ascii=False)}}}"
