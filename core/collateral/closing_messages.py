"""What a person and the clock tell of a contract's guards and its end."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.catalogue.fields import Moment
from core.collateral.messages import Name
from core.hub.bodies import internal_body


@internal_body("collateral.policy_bound.v1")
class PolicyBound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person says that this policy covers what secures the contract."""

    contract_no: Name
    policy_no: Name
    approver: str


@internal_body("collateral.contract_closed.v1")
class ContractClosed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person closes a contract that owes nothing and holds nothing."""

    contract_no: Name
    approver: str


@internal_body("collateral.restate_due.v1")
class RestateDue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock asks for a security's base anew: invoices grow too old without a word from anybody."""

    contract_no: Name
    at: Moment


@internal_body("collateral.expiry_check_due.v1")
class ExpiryCheckDue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock asks whether a contract's filings and receipts, or a policy, are about to end."""

    subject: Literal["contract", "policy"]
    number: Name
    at: Moment
