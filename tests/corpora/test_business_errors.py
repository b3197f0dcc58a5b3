"""K-P6: a business error inside HTTP 200 is a failure, over a real ERP's answers, good and bad alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.rest.asking import Api
from adapters.rest.endpoint import RestEndpoint
from adapters.rest.http import Answer
from adapters.rest.words import Handing
from core.hub.endpoints import InDoubt
from core.kernel.errors import Refused, Unavailable

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
FOLDER = CORPORA / "erp" / "wangdiantong-wms"
ERRORS = sorted(FOLDER.glob("*.error.*.json"))
ANSWERS = sorted(FOLDER.glob("*.response.*.json"))
MALFORMED = sorted([*FOLDER.glob("*.error.*.txt"), *FOLDER.glob("*.response.*.txt")])
# Its status alone does not tell: some errors stand in a list, or as a text, below a status of 0.
OK = (
    "status == 0 and count('data/error_list') == 0 and count('data/error_info') == 0"
    " and count('data/error') == 0"
)
OKS = {
    # One answers a list of what went wrong, and nothing else; one says what happened in a text alone.
    "sales.LogisticsSync.update": "status == 0 and count('data') == 0",
    "purchase.PurchaseReturn.cancelOrder": "status == 0 and text('data/message') == 'OK'",
}
# In the documentation these two are shown without the envelope that every other answer has.
NO_ENVELOPE = {
    "sales.StockSync.batchCalcStock.response.2.json",
    "wms.stockout.OtherQuery.queryWithDetail.response.2.json",
}


def judged(path: Path) -> tuple[str, str]:
    """What a pull and a send make of it as the answer to them, with status 200."""
    operation = path.name.split(".response.")[0].split(".error.")[0]
    words = Handing(ok=OKS.get(operation, OK), says="message")
    api = Api(words, "https://erp.invalid/", b"", of="x", timeout_s=1)
    api.check()
    answer = Answer(status=200, body=path.read_bytes(), media="application/json", link="", retry_after_s=0.0)
    endpoint = RestEndpoint(api, words)
    pulled = sent = "success"
    try:
        api.judged(answer)
    except Unavailable as failed:
        pulled = failed.cause
    try:
        endpoint.judge(answer)
    except (Refused, InDoubt) as failed:
        sent = type(failed).__name__
    return pulled, sent


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.name)
def test_a_business_error_is_a_failure_of_a_pull_and_of_a_send(path: Path) -> None:
    assert judged(path) == ("rest.not_ok", "Refused")


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.name)
def test_a_success_is_one_and_what_is_not_said_to_be_one_is_none(path: Path) -> None:
    expected = ("rest.not_ok", "Refused") if path.name in NO_ENVELOPE else ("success", "success")
    assert judged(path) == expected


@pytest.mark.parametrize("path", MALFORMED, ids=lambda path: path.name)
def test_what_is_no_json_is_no_success(path: Path) -> None:
    assert judged(path) == ("rest.unreadable_answer", "InDoubt")


def test_the_corpus_is_the_one_that_was_counted() -> None:
    assert (len(ERRORS), len(ANSWERS), len(MALFORMED)) == (50, 35, 4)
