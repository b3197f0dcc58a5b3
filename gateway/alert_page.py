"""Writes the list of all alerts for operators and partners: `python -m gateway.alert_page docs/`."""

from __future__ import annotations

import sys
from pathlib import Path

from core.hub.alert_codes import CODES, AlertCode
from gateway.console import texts, words

NAME = "alerts.md"
_HEAD = """# Alerts

One alert is open per code and object; later evidence is added to it. A code means one thing for ever.
This page is written from the code (`python -m gateway.alert_page docs/`); the file of record is
`core/hub/alert_codes.py`.

## The hub's own

| code | name | 名称 | severity | it means | its object | first response |
|---|---|---|---|---|---|---|
"""
_ROOMS = """
## The business's

What raises and ends them stands in [rooms.md](rooms.md), of L01 to L09 in [deals.md](deals.md), of L11, L14
and L15 in [servicing.md](servicing.md), of L12 and L13 in [reconciliation.md](reconciliation.md), of W01 in
[workflow.md](workflow.md).

| code | name | 名称 |
|---|---|---|
"""


def text() -> str:
    """The page as the code says it, names in both languages as the console shows them."""
    ours = [_row(code) for code in CODES]
    rooms = [
        f"| {code} | {name} | {_chinese(name)} |" for code, name in words.ALERTS.items() if code[0] in "CLW"
    ]
    return _HEAD + "\n".join(ours) + "\n" + _ROOMS + "\n".join(rooms) + "\n"


def _row(code: AlertCode) -> str:
    cells = (
        code.code,
        code.title,
        _chinese(code.title),
        code.severity,
        code.means,
        code.about,
        code.action,
    )
    return f"| {' | '.join(cells)} |"


def _chinese(name: str) -> str:
    return texts.translations("zh_CN").gettext(name)


if __name__ == "__main__":
    (Path(sys.argv[1]) / NAME).write_text(text(), encoding="utf-8")
