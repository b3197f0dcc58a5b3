"""How the pages of the money rooms call states, verbs, sides and verdicts."""

from __future__ import annotations

from typing import Any

from gateway.console.texts import N_

TASKS: dict[str, tuple[str, str]] = {
    "": (N_("Running"), "wait"),
    "approved": (N_("Approved"), "good"),
    "rejected": (N_("Rejected"), "bad"),
    "withdrawn": (N_("Withdrawn"), "plain"),
    "late": (N_("Overdue"), "bad"),
    "soon": (N_("Due soon"), "warn"),
    "open": (N_("In time"), "good"),
    "undated": (N_("No due time"), "plain"),
}
# What somebody did, as the log says it.
DID: dict[str, str] = {
    "start": N_("handed in"),
    "approve": N_("approved"),
    "reject": N_("rejected"),
    "return": N_("returned"),
    "transfer": N_("transferred to"),
    "delegate": N_("delegated to"),
    "add_signer": N_("added"),
    "remove_signer": N_("took away"),
    "withdraw": N_("withdrew"),
    "remind": N_("reminded"),
    "resubmit": N_("handed in again"),
}
# What somebody may do, as a button says it.
VERBS: dict[str, tuple[str, str]] = {
    "approve": (N_("Approve"), "primary"),
    "reject": (N_("Reject"), "danger"),
    "return": (N_("Return"), ""),
    "transfer": (N_("Transfer"), ""),
    "delegate": (N_("Delegate"), ""),
    "add_signer": (N_("Add a signer"), ""),
    "remove_signer": (N_("Take a signer away"), ""),
    "withdraw": (N_("Withdraw"), "danger"),
    "remind": (N_("Remind"), ""),
    "resubmit": (N_("Hand in again"), "primary"),
}
MODES: dict[str, str] = {
    "redo": N_("all desks from there again"),
    "resume": N_("then straight back here"),
    "before": N_("signs first"),
    "after": N_("signs afterwards"),
}
SUBJECTS: dict[str, str] = {
    "application": N_("Application"),
    "release": N_("Release"),
}
ENTRIES: dict[str, tuple[str, str]] = {
    "posted": (N_("Posted"), "good"),
    "pending": (N_("Held"), "wait"),
    "post": (N_("Used"), "good"),
    "void": (N_("Freed"), "plain"),
    "reversal": (N_("Reversal in red"), "bad"),
}
VOUCHERS: dict[str, tuple[str, str]] = {
    "made": (N_("Waits for checking"), "wait"),
    "checked": (N_("Waits for signing"), "wait"),
    "signed": (N_("Signed and posted"), "good"),
    "sent_back": (N_("Sent back"), "bad"),
}
SIDES: dict[str, str] = {"debit": N_("Debit"), "credit": N_("Credit")}
BOOKS: dict[str, str] = {
    "general": N_("General ledger"),
    "off_balance": N_("Off balance"),
    "limits": N_("Limits"),
}

# What templates call them.
TABLES: dict[str, Any] = {
    "task_words": TASKS,
    "did_words": DID,
    "verb_words": VERBS,
    "mode_words": MODES,
    "subject_words": SUBJECTS,
    "entry_words": ENTRIES,
    "voucher_words": VOUCHERS,
    "side_words": SIDES,
    "book_words": BOOKS,
}
