"""Products as pages name them: the version that a deal took, read once a page."""

from __future__ import annotations

import msgspec

from core.hub.ports import Store
from core.loan import Product, ProductVersion


class Products:
    """Every version that one page asks for, each read from the store once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, int], Product | None] = {}

    def of(self, code: str, version: int) -> Product | None:
        """The product as that version says it; None where there is no such version."""
        key = (code, version)
        if key not in self._known:
            row = self._store.get(ProductVersion, code, version)
            self._known[key] = msgspec.json.decode(row.body, type=Product) if row is not None else None
        return self._known[key]

    def mode_of(self, code: str, version: int) -> str:
        """The financing mode, "" where the version is not known."""
        product = self.of(code, version)
        return product.mode.value if product is not None else ""
