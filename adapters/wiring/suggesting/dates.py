"""How the days and moments of one column are written: in one form or in several, by their values."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Formats as a mapping writes them, with what their values look like; day and month are told apart below.
_FORMS = (
    ("", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})", "datetime"),
    ("YYYY-MM-DDTHH:mm:ss", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", "datetime"),
    ("YYYY-MM-DD HH:mm:ss.f", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d+", "datetime"),
    ("YYYY-MM-DD HH:mm:ss", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", "datetime"),
    ("YYYY-MM-DD HH:mm", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "datetime"),
    ("YYYY/M/D H:mm:ss", r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2}", "datetime"),
    ("YYYY/M/D H:mm", r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}", "datetime"),
    ("YYYY.M.D H:mm:ss", r"\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d{2}:\d{2}", "datetime"),
    ("YYYY.M.D H:mm", r"\d{4}\.\d{1,2}\.\d{1,2} \d{1,2}:\d{2}", "datetime"),
    ("YYYY年M月D日 H:mm:ss", r"\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{2}:\d{2}", "datetime"),
    ("YYYY年M月D日 H:mm", r"\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{2}", "datetime"),
    ("D.M.YYYY H:mm:ss", r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}:\d{2}", "datetime"),
    ("D.M.YYYY H:mm", r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}", "datetime"),
    ("YYYYMMDDHHmmss", r"20\d{2}[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d", "datetime"),
    ("YYYY-MM-DD", r"\d{4}-\d{2}-\d{2}", "date"),
    ("YYYY/M/D", r"\d{4}/\d{1,2}/\d{1,2}", "date"),
    ("YYYY.M.D", r"\d{4}\.\d{1,2}\.\d{1,2}", "date"),
    ("YYYYMMDD", r"(19|20)\d{2}[01]\d[0-3]\d", "date"),
    ("YYYY年M月D日", r"\d{4}年\d{1,2}月\d{1,2}日", "date"),
    ("D.M.YYYY", r"\d{1,2}\.\d{1,2}\.\d{4}", "date"),
    ("D/M/YYYY", r"\d{1,2}/\d{1,2}/\d{4}", "date"),
)
# A day as spreadsheets number it, of the years 2010 to 2050; told only beside others that are plainly dates.
_SERIAL = ("excel", r"(4[0-9]|5[0-4])\d{3}(\.\d+)?", "datetime")
_FORMS_MAX = 6
_ALIKE = "day and month look alike: D/M/YYYY or M/D/YYYY"


def forms_of(said: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """(kind, formats, doubts), None where some value is neither a day nor a moment."""
    for form, pattern, kind in _FORMS:
        if all(re.fullmatch(pattern, text) for text in said):
            return _result([(form, kind)], said)
    found = dict.fromkeys(_form(text) for text in said)
    if None in found or not 1 < len(found) <= _FORMS_MAX:
        return None
    chosen = [one for one in found if one is not None]
    # A moment with its own offset is read by no list of forms, and serials alone are numbers.
    if ("", "datetime") in chosen or all(form == "excel" for form, _ in chosen):
        return None
    return _result(chosen, said)


def _form(text: str) -> tuple[str, str] | None:
    return next((one[::2] for one in (*_FORMS, _SERIAL) if re.fullmatch(one[1], text)), None)


def _result(
    chosen: list[tuple[str, str]], said: Sequence[str]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    kinds = {kind for _, kind in chosen}
    forms, doubts = [form for form, _ in chosen], []
    if len(forms) > 1:
        doubts.append(f"it is written in {len(forms)} ways; look at each")
    if "excel" in forms:
        doubts.append("a bare number is read as a spreadsheet's day")
    if len(kinds) > 1:
        doubts.append("some are days without a time; 00:00:00 is written in")
    if "D/M/YYYY" in forms:
        form, doubt = _day_or_month([text for text in said if re.fullmatch(_FORMS[-1][1], text)])
        forms[forms.index("D/M/YYYY")] = form
        doubts += doubt
    return "datetime" if "datetime" in kinds else "date", tuple(forms), tuple(doubts)


def _day_or_month(said: Sequence[str]) -> tuple[str, list[str]]:
    firsts, seconds = zip(*[map(int, text.split("/")[:2]) for text in said], strict=True)
    if max(firsts) > 12:
        return "D/M/YYYY", []
    return ("M/D/YYYY", []) if max(seconds) > 12 else ("D/M/YYYY", [_ALIKE])
