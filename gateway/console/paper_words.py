"""How pages call the papers and conditions of the products that ship; those of others show their code."""

from __future__ import annotations

from gateway.console.texts import N_

PAPERS: dict[str, str] = {
    "account_agreement": N_("Account agreement"),
    "account_change_notice": N_("Notice of the new account"),
    "articles": N_("Articles of association"),
    "board_resolution": N_("Board resolution"),
    "buyer_confirmation": N_("Buyer's confirmation"),
    "buyer_limit": N_("Buyer's limit at the insurer"),
    "claims_assignment": N_("Assignment of claims payments"),
    "cover_notice": N_("Notice of cover"),
    "credit_consent": N_("Consent to credit reports"),
    "delivery_proof": N_("Proof of delivery"),
    "exchange_lock": N_("Lock at the exchange"),
    "factoring_contract": N_("Factoring contract"),
    "four_party_agreement": N_("Agreement of four parties"),
    "inspection_report": N_("Inspection report"),
    "insurance_policy": N_("Insurance policy"),
    "invoice": N_("VAT invoice"),
    "licence": N_("Business licence"),
    "order_confirmation": N_("Order confirmation"),
    "ownership_proof": N_("Proof of ownership"),
    "pledge_contract": N_("Pledge contract"),
    "purchase_contract": N_("Purchase contract"),
    "purchase_order": N_("Purchase order"),
    "receipt_endorsement": N_("Endorsement of the receipt"),
    "repurchase_undertaking": N_("Undertaking to buy back"),
    "shipment_declaration": N_("Declaration of shipment"),
    "statements": N_("Financial statements"),
    "supervision_agreement": N_("Supervision agreement"),
    "tripartite_agreement": N_("Agreement of three parties"),
    "warehouse_receipt": N_("Warehouse receipt"),
    "warehouse_reply": N_("Reply of the warehouse"),
}
TABLES = {"paper_words": PAPERS}
