"""What was paid of invoices: told by an ERP and by who holds the account, a payment counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from core.collateral.invoice_payment import InvoicePayment
from core.collateral.names import plain
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.kernel.money import Money


def by_reference(account: str, reference: str) -> str:
    """The number of a payment by its bank's reference: banks count each for itself."""
    return f"{plain(account)}#{reference}"


class Paid:
    """A payment, by every number that it was told under, and what it pays of invoices."""

    def __init__(self, restating: Restating, numbers: Iterable[str]) -> None:
        """Words that were told apart are of one payment from now on."""
        self._restating = restating
        self._work: CollateralWork = restating.work
        self._numbers = tuple(dict.fromkeys(numbers))
        shelf = self._work.invoice_payments
        groups = {row.payment for each in self._numbers for row in shelf.find(number=each)}
        self.payment = min(groups, default=self._numbers[0])
        # What each word says, by invoice and number.
        self._words: dict[str, dict[str, InvoicePayment]] = {}
        for row in (row for each in sorted(groups) for row in shelf.find(payment=each)):
            self._words.setdefault(row.thing, {})[row.number] = replace(row, payment=self.payment)

    def tell(self, shares: Mapping[str, int], *, whole: bool) -> None:
        """An ERP says what of it is for which invoice: that counts above what was concluded.

        whole: it says all of it, so that what the same ERP said before and says no more is not paid by it.
        """
        pays = all(row.pays for row in self._all())
        for thing in self._words.keys() - shares.keys() if whole else ():
            row = self._words[thing].get(self._numbers[0])
            if row is not None and not row.stated:
                self._words[thing][row.number] = replace(row, minor=0)
        for thing, minor in shares.items():
            self._say(thing, minor, stated=False)
        self._count(pays=pays)

    def state(self, shares: Mapping[str, int] | None) -> None:
        """Who holds the account: it is there, and this is what it is for, unless an ERP says what.

        shares: None where that was said before.
        """
        for row in self._all():
            if shares is not None and row.stated and row.thing not in shares:
                self._words[row.thing][row.number] = replace(row, minor=0)
        for thing, minor in (shares or {}).items():
            known = self._words.get(thing, {}).get(self._numbers[0])
            if known is None or known.stated:
                self._say(thing, minor, stated=True)
        self._count(pays=True)

    def pays_nothing(self) -> None:
        """Who holds the account: it has not come, or it went back."""
        self._count(pays=False)

    def _say(self, thing: str, minor: int, *, stated: bool, number: str = "") -> None:
        number = number or self._numbers[0]
        known = self._words.setdefault(thing, {}).get(number)
        self._words[thing][number] = InvoicePayment(
            number=number,
            thing=thing,
            payment=self.payment,
            minor=minor,
            counted_minor=0 if known is None else known.counted_minor,
            stated=stated,
            pays=True,
        )

    def _count(self, *, pays: bool) -> None:
        """Of several words about one invoice one counts; where ERPs say what it is for, one ERP's alone."""
        leads = self._leading()
        for thing, words in sorted(self._words.items()):
            for number in self._numbers:
                # Who tells it later may know it by one of its numbers alone.
                if number not in words:
                    self._say(thing, 0, stated=True, number=number)
            # A number under which nothing was said of this invoice yet counts behind what was said.
            first = min(
                words.values(),
                key=lambda row: (row.number != leads, row.stated or not row.minor, not row.minor, row.number),
            )
            counted = not leads or (first.number == leads and not first.stated)
            counts = first.minor if pays and counted else 0
            before = sum(row.counted_minor for row in words.values())
            for number, row in words.items():
                words[number] = replace(row, counted_minor=counts if row is first else 0, pays=pays)
            self._follow(thing, counts, before)
        self._keep()

    def _leading(self) -> str:
        """The ERP's number by which most of it is for invoices: two that contradict would pay it twice."""
        said = Counter[str]()
        for row in self._all():
            said[row.number] += 0 if row.stated else row.minor
        most = max(said.values(), default=0)
        return min(number for number, minor in said.items() if minor == most) if most else ""

    def _follow(self, thing: str, after: int, before: int) -> None:
        """The invoice's paid amount and its contract."""
        invoice = self._work.receivables.get(thing)
        if invoice is None or after == before:
            return
        self._work.receivables.put(replace(invoice, paid_minor=invoice.paid_minor + after - before))
        amount = Money(after, invoice.currency)
        text = f"{amount} of payment {self.payment} is for invoice {invoice.invoice_no}"
        self._restating.touch(invoice.contract_no, text)

    def _keep(self) -> None:
        for row in self._all():
            if self._work.invoice_payments.get(row.number, row.thing) != row:
                self._work.invoice_payments.put(row)

    def _all(self) -> list[InvoicePayment]:
        return [row for words in self._words.values() for row in words.values()]
