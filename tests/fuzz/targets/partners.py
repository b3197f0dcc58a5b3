"""What partners' own APIs answer: to a page that was asked for, and to a message that was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.rest.asking import Api
from adapters.rest.endpoint import RestEndpoint
from adapters.rest.http import Answer
from adapters.rest.pages import Paging, Place
from adapters.rest.words import Handing, Pages
from adapters.webhook.secrets import read_secrets
from tests.fuzz.target import Call, Target, outcome

WORDS = Handing(
    ok="status == 0 and count('data/errors') == 0", says="message", again="status == 9", there="dup"
)
PAGES = (
    Pages(by="number", items="data/rows", total="data/total", size=2),
    Pages(by="cursor", next="data/next", items="data/rows"),
    Pages(by="next", next="data/next", last="count('data/rows') < 2"),
)


def targets() -> Iterator[Target]:
    """Answers, and the file of a webhook's secrets, which a person writes."""
    covers = ("adapters/rest/asking.py", "adapters/rest/pages.py", "adapters/rest/endpoint.py")
    yield Target(name="rest.answers", covers=covers, seeds=_answers, open=_judged)
    secrets = ("adapters/webhook/secrets.py",)
    yield Target(name="webhook.secrets", covers=secrets, seeds=_secrets, open=_read)


def _answers() -> Sequence[bytes]:
    return [
        b'200\n{"status":0,"data":{"rows":[{"a":1},{"a":2}],"total":"7","next":"c2"}}',
        b'200\n{"status":100,"message":"\xe5\x8f\x82\xe6\x95\xb0"}',
        b'200\n{"status":9,"data":{"errors":[]}}',
        b'409\n{"dup":true}',
        b"500\n<html>",
        b"429\n",
    ]


def _judged(work: Path) -> Call:
    api = Api(WORDS, "https://erp.example/", b"", of="fuzz", timeout_s=1)
    endpoint = RestEndpoint(api, WORDS)
    pagings = [Paging(words, api.questions) for words in PAGES]
    api.check()

    def call(given: bytes) -> str:
        status, _, body = given.partition(b"\n")
        code = int(status) if status.isdigit() and len(status) == 3 else 200
        answer = Answer(status=code, body=body, media="", link="", retry_after_s=0.0)

        def paged() -> None:
            tree = api.judged(answer)
            for paging in pagings:
                paging.is_empty(tree)
                paging.after(Place(number=1, cursor="c1"), tree, "")

        return f"{outcome(lambda: endpoint.judge(answer))} {outcome(paged)}"

    return call


def _secrets() -> Sequence[bytes]:
    secret = b"whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="
    return [secret, secret + b"\n2026-11-24T08:00:00+00:00 " + secret, b"0123456789abcdef"]


def _read(work: Path) -> Call:
    return lambda given: outcome(lambda: read_secrets(given))
