"""What takes two people is never done by one of them."""

from __future__ import annotations

from core.kernel.errors import Refused


def require_another(maker: str, who: str) -> None:
    """Refused where the second person is the first one."""
    if who.strip() == maker.strip():
        raise Refused(f"{who} made this; a second person approves it", cause="four_eyes.same")
