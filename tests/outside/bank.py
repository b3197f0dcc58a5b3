"""The bank: accounts, payment orders in pain.001, answers in pain.002, statements of a day in camt.053.

`POST /payments` is what a hub asks; what became of it is told at its door as source `statuses`. `POST
/receipts` is money that comes from anybody, with any words; `POST /returns` gives a payment back; `POST
/statements` closes the day of an account and tells it as source `statements`. `GET /accounts/<number>` shows
a balance.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.outside import bank_messages
from tests.outside.hub_door import Door
from tests.outside.moods import Answer
from tests.outside.program import Outside, Reply, Strange
from tests.outside.words import asked, now_text, today

NO_MONEY, NO_ACCOUNT = "AM04", "AC01"
_CENT = Decimal("0.01")


class Account:
    """What is on it, and what was booked since its last statement."""

    def __init__(self, balance: Decimal) -> None:
        self.opening = self.balance = balance
        self.entries: list[dict[str, Any]] = []
        self.statements = 0

    def book(self, amount: Decimal, entry: dict[str, Any]) -> None:
        """Money that came, or went where the amount is below nothing."""
        self.balance += amount
        booked = {"status": "booked", "booked_on": today().isoformat(), "value_date": today().isoformat()}
        side = {"side": "credit" if amount > 0 else "debit", "amount": money(abs(amount))}
        self.entries.append({**entry, **booked, **side})


class Bank(Outside):
    """Accounts by number; a number that ends in X is no account anywhere."""

    def __init__(self, hub: Door) -> None:
        super().__init__(hub)
        self._accounts: dict[str, Account] = {}
        self._paid: dict[str, tuple[Account, Decimal]] = {}
        self._references = 0

    def take(self, path: str, body: bytes) -> Reply:
        """Pays, is paid, gives back, or closes a day."""
        if path == "/payments":
            return self._ordered(bank_messages.order_of(body))
        said = asked(body)
        if path == "/accounts":
            self._accounts[said["number"]] = Account(Decimal(said["balance"]))
        elif path == "/receipts":
            self._received(said)
        elif path == "/returns":
            self._returned(said)
        elif path == "/statements":
            self._closed(str(said["number"]))
        else:
            raise Strange(f"{path} is nothing that a bank does")
        return Reply(200, {"code": 0})

    def look(self, path: str) -> Reply:
        """The balance of an account."""
        account = self._accounts.get(path.removeprefix("/accounts/"))
        return Reply(200, {"balance": str(account.balance)}) if account else Reply(404, {"code": 404})

    def _account(self, number: str) -> Account:
        if number not in self._accounts:
            raise Strange(f"{number} is no account of this bank")
        return self._accounts[number]

    def _reference(self) -> str:
        self._references += 1
        return f"B{today():%Y%m%d}{self._references:06d}"

    # -- payments ----------------------------------------------------------------------------------------

    def _ordered(self, order: dict[str, Any]) -> Reply:
        """Each payment is made or refused; the answer tells of all."""
        states = [self._made(batch, payment) for batch in order["batches"] for payment in batch["payments"]]
        right = _status(order, states, 1)
        unknown = _status(order | {"order_no": "UNKNOWN"}, states, 1)
        refused = [state | {"status": "RJCT", "reasons": [{"code": NO_ACCOUNT}]} for state in states]
        answer = Answer(right, unknown, _status(order, refused, 2))
        self.answer(order["order_no"], answer, source="statuses")
        return Reply(200, {"code": 0})

    def _made(self, batch: dict[str, Any], payment: dict[str, Any]) -> dict[str, Any]:
        payer, amount = batch["payer_account"]["number"], Decimal(payment["amount"]["amount"])
        state = {"end_to_end_ref": payment["end_to_end_ref"], "amount": payment["amount"]}
        account = self._accounts.get(payer)
        if account is None or payment["payee_account"]["number"].endswith("X"):
            return state | {"status": "RJCT", "reasons": [{"code": NO_ACCOUNT}]}
        if amount > account.balance:
            return state | {"status": "RJCT", "reasons": [{"code": NO_MONEY}]}
        reference = self._reference()
        told = {name: payment[name] for name in ("end_to_end_ref", "payee", "remittance") if name in payment}
        account.book(-amount, {"bank_ref": reference, "payments": [{**told, "amount": payment["amount"]}]})
        self._paid[payment["end_to_end_ref"]] = account, amount
        return state | {"status": "ACSC", "bank_ref": reference}

    def _received(self, said: dict[str, Any]) -> None:
        amount = Decimal(said["amount"])
        payment: dict[str, Any] = {"payer": {"name": said["payer"]}, "amount": money(amount)}
        if said.get("text"):
            payment["remittance"] = [said["text"]]
        self._account(said["number"]).book(amount, {"bank_ref": self._reference(), "payments": [payment]})

    def _returned(self, said: dict[str, Any]) -> None:
        """What was paid comes back 退汇: a credit that names the payment it was."""
        if said["endToEnd"] not in self._paid:
            raise Strange(f"{said['endToEnd']} was not paid, or came back before")
        account, amount = self._paid.pop(said["endToEnd"])
        payment = {"end_to_end_ref": said["endToEnd"], "amount": money(amount), "remittance": [said["why"]]}
        account.book(amount, {"bank_ref": self._reference(), "text": "退汇", "payments": [payment]})

    # -- statements --------------------------------------------------------------------------------------

    def _closed(self, number: str) -> None:
        account = self._account(number)
        account.statements += 1
        right = _statement(number, account)
        wrong = {**right, "balances": [right["balances"][0], _balance("CLBD", account.balance + _CENT)]}
        opposite = {**right, "statement_no": f"{right['statement_no']}-2", "entries": []}
        answer = Answer(*(bank_messages.statement(one) for one in (right, wrong, opposite)))
        self.answer(f"{number}-{account.statements}", answer, source="statements")
        account.opening, account.entries = account.balance, []


def money(amount: Decimal) -> dict[str, str]:
    return {"amount": str(amount), "currency": "CNY"}


def _status(order: dict[str, Any], states: list[dict[str, Any]], number: int) -> bytes:
    words = {state["status"] for state in states}
    body = {
        "status_no": f"PS-{order['order_no']}-{number}",
        "created_at": now_text(),
        "order_no": order["order_no"],
        "order_type": "pain.001.001.09",
        "status": words.pop() if len(words) == 1 else "PART",
        "count": len(states),
        "batches": [{"batch_no": order["batches"][0].get("batch_no", ""), "payments": states}],
    }
    return bank_messages.status(body)


def _balance(kind: str, amount: Decimal) -> dict[str, Any]:
    side = "debit" if amount < 0 else "credit"
    return {"kind": kind, "amount": money(abs(amount)), "side": side, "on": today().isoformat()}


def _statement(number: str, account: Account) -> dict[str, Any]:
    return {
        "kind": "statement",
        "statement_no": f"ST-{today():%Y%m%d}-{number}-{account.statements}",
        "account": {"number": number},
        "created_at": now_text(),
        "currency": "CNY",
        "balances": [_balance("OPBD", account.opening), _balance("CLBD", account.balance)],
        "entries": account.entries,
    }
