"""The bureau tells of whom it knows, to who shows a consent that holds."""

from __future__ import annotations

from typing import Any

from tests.outside.bureau import Bureau
from tests.outside.silence import Ear, ask

CODE = "91310000MA1FL0AQ0T"
KNOWN = {"code": CODE, "score": "712", "facts": {"overdue_times_24m": "0"}}


def question(consent: str = "SQS-1", code: str = CODE) -> dict[str, Any]:
    return {"reqNo": "CX-1", "subject": {"code": code}, "consentNo": consent, "kind": "enterprise"}


def answered(*before: tuple[str, dict[str, Any]], **asked: str) -> dict[str, Any]:
    ear = Ear()
    bureau = Bureau(ear)
    ask(bureau, "/subjects", KNOWN)
    for path, said in before:
        ask(bureau, path, said)
    ask(bureau, "/reports", question(**asked), key="k")
    [answer] = ear.told(1)
    return answer


def test_a_known_party_is_told_of() -> None:
    told = answered()

    assert (told["status"], told["score"], told["facts"]) == ("OK", "712", {"overdue_times_24m": "0"})


def test_of_a_stranger_nothing_is_known() -> None:
    assert answered(code="OTHER")["status"] == "NONE"


def test_a_consent_that_was_taken_back_is_none() -> None:
    told = answered(("/consents", {"consentNo": "SQS-1"}))

    assert (told["status"], told["facts"]) == ("REFUSED", {})
    assert answered(("/consents", {"consentNo": "SQS-2"}))["status"] == "OK"


def test_without_a_consent_nobody_is_heard() -> None:
    assert "without a consent" in ask(Bureau(Ear()), "/reports", question(consent=""), key="k")["text"]
