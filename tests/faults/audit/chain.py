"""The house's own audit, proven by its own command, run as any stranger with the home at hand could."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from tests.faults.audit.case import Case
from tests.faults.audit.findings import Finding
from tests.programs import run

VERIFY_S = 300.0
WORDS_MAX = 500


def the_audit_is_whole(case: Case) -> Iterator[Finding]:
    """Every unit of work is an entry of an unbroken chain, and what it says of the books is so."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("LIANQIAO_")}
    told |= {"LIANQIAO_HOME": case.home, "LIANQIAO_DATABASE_URL": case.database_url}
    ended = run([sys.executable, "-m", "gateway", "audit", "verify"], environment=told, limit_s=VERIFY_S)
    if ended.returncode != 0:
        words = " ".join((ended.stdout + ended.stderr).split())
        yield Finding("audit", f"hub audit verify ended with {ended.returncode}: {words[:WORDS_MAX]}")
