"""Passing time for the harness: faults come at drawn moments, and how soon all is well again is measured."""

from __future__ import annotations

import threading
import time


def now_s() -> float:
    """Seconds that only pass."""
    return time.monotonic()


def pause(seconds: float, stop: threading.Event | None = None) -> bool:
    """Lets time pass, until told to stop at the latest; whether that came."""
    return (stop or threading.Event()).wait(max(0.0, seconds))
