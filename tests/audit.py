"""What tests of the audit share: verifying it, and touching its tables as only an intruder does."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adapters.database.store import DatabaseStore
from adapters.trust.ed25519 import Ed25519
from core.hub.audit_check import Report, verify_store
from core.hub.ports import Store

_GUARDS = ("hub_audit_no_update", "hub_audit_no_delete")


def verified(store: Store, key: Ed25519) -> Report:
    return verify_store(store, key, [key.public_key])


def touch(store: DatabaseStore, statement: str, **said: Any) -> None:
    """Changes tables by SQL with the guards off, as somebody could who owns the database."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            for name in _GUARDS:
                connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}"))
        changed = connection.execute(sa.text(statement), said)
        assert changed.rowcount > 0, statement


def first(report: Report) -> str:
    """The first finding, as it is printed."""
    assert report.found, "nothing was found"
    return f"{report.found[0].place}: {report.found[0].text}"
