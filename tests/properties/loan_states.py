"""In which states a loan may be, which acts lead where, and what being late makes of it."""

from __future__ import annotations

LATER = ("ACTIVE", "DUE", "GRACE", "OVERDUE")
RUNNING = (*LATER, "EXTENDED", "RESTRUCTURED", "ACCELERATED", "IN_DISPOSAL")
# From these money is taken back: what was paid off is open again, unless it was lost.
TAKES_BACK = (*RUNNING[:7], "SETTLED", "CLOSED")
# Days late, at least this category, and the share that is set aside for it (Order 2023-1, 银发〔2002〕98号).
CATEGORIES = ((0, 2, 2), (90, 3, 25), (270, 4, 50), (360, 5, 100))
# From which states an act leads where (handbook 2.14); B13.
ACTS = {
    "extend": (("ACTIVE", "DUE"), "EXTENDED"),
    "restructure": (("ACTIVE", "DUE", "GRACE", "OVERDUE"), "RESTRUCTURED"),
    "accelerate": (RUNNING[:6], "ACCELERATED"),
    "dispose": (RUNNING[:7], "IN_DISPOSAL"),
    "write_off": (("IN_DISPOSAL",), "WRITTEN_OFF"),
    "recover": (("WRITTEN_OFF", "CLOSED"), ""),
    "refund_surplus": (("SETTLED", "WRITTEN_OFF", "CLOSED"), ""),
    "close": (("SETTLED", "WRITTEN_OFF"), "CLOSED"),
}
