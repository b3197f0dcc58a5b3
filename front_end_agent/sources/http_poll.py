"""A partner's HTTP interface, asked now and then: only what changed since is taken."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from front_end_agent.batch import Batch, Item, Mark, Reread, notice
from front_end_agent.clock import as_text
from front_end_agent.decoding import UNDECODABLE
from front_end_agent.errors import SourceFailed
from front_end_agent.fetch import Answer, Fetcher, shown
from front_end_agent.files import stage
from front_end_agent.record import DOCUMENT_BYTES_MAX, UNKNOWN_MEDIA, Document
from front_end_agent.sources import Context, SourceSettings

NAME_CHARACTERS_MAX = 255


class Settings(SourceSettings, frozen=True, kw_only=True):
    """`[[source]] kind = "http_poll"`."""

    url: str
    authorization_file: Path | None = None
    accept: str = "application/json"
    next_path: str = ""  # where in the JSON the next page's address stands, as in "links.next"
    next_header: bool = False  # the next page stands in the Link header
    page_parameter: str = ""  # ?page=1, 2, 3 …, until a page is empty
    page_first: int = 1
    items_path: str = ""  # the list in the JSON that is empty behind the last page
    pages_max: int = 1000
    size_bytes_max: int = 8 * 1024 * 1024
    timeout_s: float = 20.0
    ca: Path | None = None
    every_s: float = 60.0

    def check(self, *, home: Path) -> None:
        super().check(home=home)
        url = urlsplit(self.url)
        if url.scheme not in ("http", "https") or not url.hostname or url.password:
            raise ValueError("`url` must be http(s)://host/…, without a password - at `$.url`")
        if sum(map(bool, (self.next_path, self.next_header, self.page_parameter))) > 1:
            raise ValueError("only one way of paging can be used - at `$.page_parameter`")
        if self.page_parameter and not self.items_path:
            raise ValueError("`items_path` must say how an empty page is known - at `$.items_path`")

    @property
    def paged(self) -> bool:
        return bool(self.next_path or self.next_header or self.page_parameter)


class Seen(msgspec.Struct, frozen=True):
    """What the answer said of its own version; the watermark of this source."""

    etag: str = ""
    modified: str = ""


class HttpPoll:
    """One address and its pages."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self.settings, self.context = settings, context
        self._fetcher = Fetcher(
            timeout_s=settings.timeout_s, size_bytes_max=settings.size_bytes_max, ca=settings.ca
        )

    def batches(self) -> Iterator[Batch]:
        reread = self.context.ledger.reread(self.settings.name)
        if reread is not None and not reread.begun_at:
            begun = Reread(reread.watermark, as_text(self.context.clock.now()))
            said = self._notice("reread_started", "everything is taken anew")
            yield Batch(source=self.settings.name, items=(said,), reread=begun, reset=True)
        for url, answer in self._pages():
            yield from self._changed(url, answer)
        if reread is not None:
            done = self._notice("reread_done", "read again")
            yield Batch(source=self.settings.name, items=(done,), reread_done=True)

    def kept(self, batch: Batch) -> None:
        """Nothing is changed at the partner's."""

    def look(self) -> list[str]:
        return [_name(url) for url, _answer in self._pages()]

    def _pages(self) -> Iterator[tuple[str, Answer]]:
        url, number = self._numbered(self.settings.page_first), self.settings.page_first
        asked: set[str] = set()
        while url and url not in asked:
            if len(asked) >= self.settings.pages_max:
                raise SourceFailed(f"{shown(url)} has over {self.settings.pages_max} pages (pages_max)")
            asked.add(url)
            answer = self._fetcher.get(url, self._headers())
            if answer.status == 304 or not answer.body:
                return
            body = self._json(url, answer) if self.settings.paged else None
            if self.settings.items_path and not _at(body, self.settings.items_path):
                return
            yield url, answer
            number += 1
            url = self._same_host(self._next(url, answer, body, number))

    def _next(self, url: str, answer: Answer, body: Any, number: int) -> str:
        if self.settings.page_parameter:
            return self._numbered(number)
        if self.settings.next_path:
            found = _at(body, self.settings.next_path)
            return urljoin(url, found) if isinstance(found, str) and found else ""
        if self.settings.next_header:
            return urljoin(url, linked) if (linked := _linked(answer.headers.get("Link", ""))) else ""
        return ""

    def _changed(self, url: str, answer: Answer) -> Iterator[Batch]:
        name, digest = _name(url), hashlib.sha256(answer.body).hexdigest()
        known = self.context.ledger.fingerprints(self.settings.name, [name])
        now = as_text(self.context.clock.now())
        seen = Seen(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
        watermark = msgspec.json.encode(seen).decode()
        marks = (Mark(key=name, fingerprint=digest, position=now),)
        items: tuple[Item, ...] = ()
        if known.get(name) != digest:
            items = (self._item(name, answer, now=now, watermark=watermark),)
        elif watermark == self.context.ledger.watermark(self.settings.name):
            return
        yield Batch(source=self.settings.name, items=items, marks=marks, watermark=watermark)

    def _item(self, name: str, answer: Answer, *, now: str, watermark: str) -> Item:
        facts = {
            "watermark": watermark,
            "encoding": answer.headers.get_content_charset("unknown"),
            "etag": answer.headers.get("ETag", ""),
            "modified_at": answer.headers.get("Last-Modified", ""),
        }
        guessed = answer.headers.get_content_type() if "Content-Type" in answer.headers else UNKNOWN_MEDIA
        media = guessed if self.settings.media == UNKNOWN_MEDIA else self.settings.media
        document = Document(
            source=self.settings.name, site=self.settings.site, name=name, media=media, seen_at=now,
            facts={fact: value for fact, value in facts.items() if value}, payload=answer.body,
        )  # fmt: skip
        if len(answer.body) <= DOCUMENT_BYTES_MAX:
            return document
        document.payload = b""
        size, into = len(answer.body), self.context.ledger.staging()
        self.context.ledger.room_for(size)
        return stage(BytesIO(answer.body), into=into, document=document, size_bytes_max=size)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": self.settings.accept, **self._conditions()}
        if self.settings.authorization_file is not None:
            path = self.context.home / self.settings.authorization_file
            try:
                headers["Authorization"] = path.read_text("ascii").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SourceFailed(f"{path} cannot be read: {error}") from error
        return headers

    def _conditions(self) -> dict[str, str]:
        """Only a single page can be asked whether it changed: the first of many says nothing of the rest."""
        if self.settings.paged:
            return {}
        try:
            seen = msgspec.json.decode(self.context.ledger.watermark(self.settings.name) or "{}", type=Seen)
        except msgspec.DecodeError:
            return {}
        asked = {"If-None-Match": seen.etag, "If-Modified-Since": seen.modified}
        return {name: value for name, value in asked.items() if value}

    def _numbered(self, number: int) -> str:
        if not self.settings.page_parameter:
            return self.settings.url
        joint = "&" if urlsplit(self.settings.url).query else "?"
        return f"{self.settings.url}{joint}{urlencode({self.settings.page_parameter: number})}"

    def _same_host(self, url: str) -> str:
        """A next page elsewhere would carry our authorization there."""
        if url and urlsplit(url)[:2] != urlsplit(self.settings.url)[:2]:
            raise SourceFailed(f"the next page is said to be at another host: {shown(url)}")
        return url

    def _json(self, url: str, answer: Answer) -> Any:
        if not (self.settings.next_path or self.settings.items_path):
            return None
        try:
            return msgspec.json.decode(answer.body)
        except UNDECODABLE as error:
            raise SourceFailed(f"{shown(url)} is no JSON to find the next page in: {error}") from error

    def _notice(self, what: str, text: str) -> Any:
        now = self.context.clock.now()
        return notice(source=self.settings.name, site=self.settings.site, what=what, text=text, now=now)


def open_source(settings: Settings, context: Context) -> HttpPoll:
    return HttpPoll(settings, context)


def _name(url: str) -> str:
    """Path and query: what the partner calls the page."""
    parts = urlsplit(url)
    return (parts.path + (f"?{parts.query}" if parts.query else ""))[:NAME_CHARACTERS_MAX]


def _at(body: Any, path: str) -> Any:
    for step in path.split("."):
        body = body.get(step) if isinstance(body, dict) else None
    return body


def _linked(header: str) -> str:
    """The address of rel="next" (RFC 8288)."""
    for link in header.split(","):
        address, _, parameters = link.partition(";")
        if 'rel="next"' in parameters.replace(" ", "") or "rel=next" in parameters.replace(" ", ""):
            return address.strip().strip("<>")
    return ""
