"""A partner's API as a contract describes it: each question proven, paced, bounded, and its answer judged."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

import httpx
import msgspec

from adapters.formats import reader
from adapters.rest.auth import Proof, make_proof
from adapters.rest.http import Answer, Http, Request, origin_of
from adapters.rest.patience import Patience
from adapters.rest.templates import filled, filled_all, filled_body
from adapters.rest.words import ClientCredentials, Words
from core.hub.endpoints import Busy, InDoubt
from core.hub.mapping.asking import Holds, Questions
from core.hub.node import Node
from core.hub.redaction import BLANK, blank_text
from core.kernel.errors import HubError, Refused, Unavailable, Unreadable

BUSY = {429, 503}
# A partner who says "later" in its own words does not say when.
AGAIN_S = 30.0


class Api:
    """One address of one partner; answers are judged by the words, however well their status sounds."""

    def __init__(self, words: Words, address: str, secret: bytes, *, of: str, timeout_s: float) -> None:
        self.words = words
        self.address = _safe(address, of)
        self.patience = Patience()
        self._of = of
        self._timeout_s = timeout_s
        self._secret = secret.strip()
        self._hidden = _ways_to_say(self._secret)
        self._opened: tuple[Http, Proof] | None = None
        self.questions = Questions(of)
        self._ok = self.questions.condition("ok", words.ok) if words.ok else None
        self._again = self.questions.condition("again", words.again) if words.again else None
        self._says = self.questions.text("says", words.says) if words.says else None
        try:
            self._reader = reader(words.format)
            self._reader.check(words.options)
        except Unreadable as error:
            raise Refused(f"{of}: options.format: {error.text}", cause="rest.options") from error
        if isinstance(words.auth, ClientCredentials):
            _safe(words.auth.address, of)

    def check(self) -> None:
        """Refused with all that is wrong with its conditions and paths, or where its secret is missing."""
        try:
            self.questions.check()
        except Unreadable as error:
            raise Refused(f"{self._of}: {error.text}", cause="rest.options") from error
        self._open()

    def ask(self, values: Mapping[str, str], *, page: str = "", more: Request | None = None) -> Answer:
        """What it answers; once more with a new token, where the old one is not taken.

        values: what stands for {page} and the like. page: a whole address, which says all that is asked.
        more: method, body, further headers and parameters of a request that is not the contract's own, and
        its address where it has another one.
        """
        http, proof = self._open()
        request = self._request(values, more)
        if page:
            request = msgspec.structs.replace(request, address=http.here(page), parameters={})
        elif more is not None and more.address:
            request = msgspec.structs.replace(
                request, address=http.here(filled(more.address, _quoted(values)))
            )
        answer = http.ask(proof.proven(request), bytes_max=self.words.answer_bytes_max)
        if answer.status == 401 and proof.forget():
            answer = http.ask(proof.proven(request), bytes_max=self.words.answer_bytes_max)
        return answer

    def tree(self, answer: Answer) -> Node:
        """Unreadable where it is not of the format that the contract names."""
        return self._reader.read(answer.body, self.words.options)

    def judged(self, answer: Answer) -> Node | None:
        """The answer's tree, None where nobody asks for it. Busy or Unavailable for all but success."""
        text = f"{self.origin} said {self.said(answer)}"
        if answer.status in BUSY:
            raise Busy(text, retry_after_s=answer.retry_after_s, cause=f"rest.{answer.status}")
        if not 200 <= answer.status < 300:
            raise Unavailable(text, cause=f"rest.{answer.status}")
        if not self.reads:
            return None
        try:
            tree = self.tree(answer)
        except Unreadable as error:
            raise Unavailable(
                f"{text}; that cannot be read as {self.words.format}: {self.hide(error.text)}",
                cause="rest.unreadable_answer",
            ) from error
        self.require_ok(tree)
        return tree

    def said(self, answer: Answer) -> str:
        """What it answered, short, without any secret that it repeats."""
        return answer.said(self.hide)

    def hide(self, text: str) -> str:
        for one in self._hidden:
            text = text.replace(one, BLANK)
        return blank_text(text)

    def require_ok(self, tree: Node, error: type[HubError] = Unavailable) -> None:
        """A business error inside HTTP 200 is a failure: Busy where it means later, else as named."""
        if self._again is not None and self.holds(self._again, tree):
            raise Busy(self._why(tree), retry_after_s=AGAIN_S, cause="rest.again")
        if self._ok is not None and not self.holds(self._ok, tree):
            raise error(self._why(tree), cause="rest.not_ok")

    def holds(self, holds: Holds, tree: Node) -> bool:
        """InDoubt where that cannot be judged."""
        try:
            return holds(tree)
        except Unreadable as error:
            raise InDoubt(
                f"{self.origin}: its answer cannot be judged: {error.text}", cause="rest.judged"
            ) from error

    @property
    def reads(self) -> bool:
        """Whether an answer is looked into at all."""
        return self._ok is not None or self._again is not None

    @property
    def origin(self) -> str:
        return origin_of(self.address)

    def close(self) -> None:
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None

    def _open(self) -> tuple[Http, Proof]:
        if self._opened is None:
            words = self.words
            http = self._http(self.address)
            at = words.auth.address if isinstance(words.auth, ClientCredentials) else self.address
            tokens = http if origin_of(at) == http.origin else self._http(at)
            try:
                self._opened = http, make_proof(words.auth, self._secret, tokens, self.patience)
            except Refused as error:
                raise Refused(f"{self._of}: {error.text}", cause=error.cause) from error
        return self._opened

    def _http(self, address: str) -> Http:
        pace = self.words.pace_per_s
        return Http(address, timeout_s=self._timeout_s, pace_per_s=pace, patience=self.patience)

    def _request(self, values: Mapping[str, str], more: Request | None) -> Request:
        words = self.words
        headers = filled_all(words.headers, values)
        body = filled_body(words.body, values, words.media).encode()
        if body:
            headers = {"Content-Type": words.media} | headers
        request = Request(
            method=words.method,
            address=filled(self.address, _quoted(values)),
            parameters=filled_all(words.query, values),
            headers=headers,
            body=body,
            form=words.place == "form",
        )
        if more is None:
            return request
        return msgspec.structs.replace(
            request,
            method=more.method,
            headers=headers | more.headers,
            parameters=request.parameters | more.parameters,
            body=more.body,
            form=request.form and not more.body,
        )

    def _why(self, tree: Node) -> str:
        said = self.hide(self._says(tree))[:500] if self._says is not None else ""
        return f"{self.origin} answered with an error of its own: {said or 'it does not say which'}"


def _quoted(values: Mapping[str, str]) -> dict[str, str]:
    return {name: quote(value, safe="") for name, value in values.items()}


def _ways_to_say(secret: bytes) -> list[str]:
    """A secret as it is, and as requests write it: a partner's error may quote it in any of these ways."""
    text = secret.decode("utf-8", "surrogateescape")
    quoted = [quote(text, safe="", errors="surrogateescape"), quote_plus(text, errors="surrogateescape")]
    return [one for one in (text, *quoted, base64.b64encode(secret).decode().rstrip("=")) if len(one) > 2]


def _safe(address: str, of: str) -> str:
    """Refused for an address that is not https, or http on this machine."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"{of}: {address!r}: {error}", cause="rest.address") from error
    loopback = url.scheme == "http" and _is_loopback(url.host)
    if not url.host or url.userinfo or not (url.scheme == "https" or loopback):
        raise Refused(f"{of}: {address!r} is no https address without a password", cause="rest.address")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
