"""What a line and a far side can be like, and a send of a contract to try them by."""

from __future__ import annotations

from typing import Literal

from core.hub.contracts import Send

Mood = Literal["calm", "refuses", "busy", "loses_answer", "cuts_before"]


def a_send(adapter: str, address: str, *, timeout_s: float = 60.0) -> Send:
    return Send(
        name="out", adapter=adapter, address=address, types=("t",), repeat="never", timeout_s=timeout_s
    )
