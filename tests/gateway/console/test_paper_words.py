"""Papers and conditions have words in both languages, so that no page shows a code of ours."""

from __future__ import annotations

from adapters.wiring.product_data import SHIPPED, read_product
from gateway.console.paper_words import PAPERS


def test_whatever_a_product_that_ships_asks_for_has_its_words() -> None:
    asked = {
        code
        for path in SHIPPED.glob("*.yaml")
        for product in (read_product(path),)
        for code in (*product.documents, *product.draw_documents, *product.conditions)
    }

    assert asked == set(PAPERS)
