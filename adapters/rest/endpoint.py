"""A partner's REST API as a place to send to: one request a message, its answer judged by the words."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.rest.asking import Api
from adapters.rest.http import Answer, Request
from adapters.rest.words import Handing, read_words
from core.hub.contracts import Send
from core.hub.endpoints import MEDIA, SEND_ID, TRACE, TRACE_STATE, Busy, InDoubt, Sent
from core.hub.node import Node
from core.kernel.errors import Refused, Unavailable, Unreadable

ADAPTER = "rest"
REPEATS = ("safe", "ask", "never")
# They are there, but took nothing: busy, throttling, or our address or right there is wrong, which a person
# mends on either side without touching the message.
NOT_TAKEN = {401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 423, 425, 429, 503}


class RestEndpoint:
    """Says what each message is by our id of it, the same at every try."""

    def __init__(self, api: Api, words: Handing) -> None:
        self._api = api
        self._words = words
        self._there = api.questions.condition("there", words.there) if words.there else None
        self._found = api.questions.condition("found", words.found) if words.found else None

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """2xx and what `ok` says: they have it. InDoubt where their answer does not tell."""
        send_id = headers[SEND_ID]
        said = {word: headers[word] for word in (TRACE, TRACE_STATE) if word in headers}
        said["Content-Type"] = headers[MEDIA]
        if self._words.key:
            said[self._words.key] = send_id
        parameters = {self._words.key_as: send_id} if self._words.key_as else {}
        more = Request(
            method=self._words.method, address="", parameters=parameters, headers=said, body=payload
        )
        return self.judge(self._api.ask({"id": send_id}, more=more))

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """Asks at `ask` for our id: what `found` says of the answer; without it 2xx is yes and 404 no."""
        if not self._words.ask:
            raise Unavailable(
                f"{self._api.origin} cannot be asked: the contract says no `ask`", cause="rest.ask"
            )
        try:
            return self._asked(headers[SEND_ID])
        except InDoubt as error:
            # Only the question got no answer; what it is about is as it was.
            raise Unavailable(error.text, cause=error.cause) from error

    def _asked(self, send_id: str) -> Sent | None:
        more = Request(method="GET", address=self._words.ask, parameters={}, headers={})
        answer = self._api.ask({"id": send_id}, more=more)
        if answer.status == 404:
            return None
        tree = self._api.judged(answer)
        said = Sent(text=self._api.said(answer), code=str(answer.status))
        if self._found is None:
            return said
        return said if self._api.holds(self._found, self._read(answer) if tree is None else tree) else None

    def judge(self, answer: Answer) -> Sent:
        """409 and other refusals may say that they have it already, 200 that they want none of it."""
        text = f"{self._api.origin} said {self._api.said(answer)}"
        cause = f"rest.{answer.status}"
        sent = Sent(text=self._api.said(answer), code=str(answer.status))
        if answer.status < 500 and self._there is not None and self._says_there(answer):
            return sent
        if answer.status in NOT_TAKEN or 300 <= answer.status < 400:
            raise Busy(text, retry_after_s=answer.retry_after_s, cause=cause)
        if 400 <= answer.status < 500:
            raise Refused(text, cause=cause)
        if not 200 <= answer.status < 300:
            raise InDoubt(text, cause=cause)
        if self._api.reads:
            self._api.require_ok(self._read(answer), Refused)
        return sent

    def _says_there(self, answer: Answer) -> bool:
        try:
            return self._there is not None and self._api.holds(self._there, self._api.tree(answer))
        except (Unreadable, Unavailable):
            return False

    def _read(self, answer: Answer) -> Node:
        """Success that cannot be read is no success that is known."""
        try:
            return self._api.tree(answer)
        except Unreadable as error:
            raise InDoubt(
                f"{self._api.origin} said {answer.status}, nothing readable: {self._api.hide(error.text)}",
                cause="rest.unreadable_answer",
            ) from error


def make_endpoint(send: Send, secret: bytes) -> RestEndpoint:
    """The endpoint a contract declares. Refused for words that are none, or a `repeat` they cannot keep."""
    of = f"send {send.name}"
    words: Handing = read_words(send.options, Handing, of=of)
    if send.repeat == "ask" and not words.ask:
        raise Refused(f"{of}: `repeat: ask` needs `ask`, the address that knows", cause="rest.repeat")
    if send.repeat == "safe" and not (words.key or words.key_as):
        raise Refused(
            f"{of}: `repeat: safe` needs `key` or `key_as`, by which they know it again", cause="rest.repeat"
        )
    api = Api(words, send.address, secret, of=of, timeout_s=send.timeout_s)
    endpoint = RestEndpoint(api, words)
    api.check()
    return endpoint
