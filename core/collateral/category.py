"""What a contract asks of one category of its goods: how much must stay, and how large it may be."""

from __future__ import annotations

from typing import ClassVar

from core.hub.records import Record


class Category(Record, frozen=True, kw_only=True):
    """Goods whose terms name this category; None where nothing is asked.

    minimum: in millionths of `unit`. minimum_minor: in money. max_share_ppm: of the value of all goods.
    """

    TABLE: ClassVar[str] = "collateral_category"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "category")
    BOOK: ClassVar[bool] = True

    contract_no: str
    category: str
    minimum_micro: int | None = None
    unit: str = ""
    minimum_minor: int | None = None
    max_share_ppm: int | None = None

    @property
    def object(self) -> str:
        return f"{self.contract_no}/category {self.category}"
