"""A partner's ERP as a program of its own, which shares no code with the hub: it says its port and serves.

It holds ROWS rows, each an hour after the one before, and gives them by every way of paging and of proving
who asks. What it was asked is at /asked; what it is to do next is put at /mood.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

ROWS = 7
FIRST = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
SECRET, USER = "s3cret-of-the-erp/+=", "hub"
WDT_SECRET, WDT_SALT = "a1b2c3", "77"
ALL = [
    {"no": f"R-{number}", "modified": (FIRST + timedelta(hours=number)).isoformat(), "qty": f"{number}.50"}
    for number in range(ROWS)
]
LATE = {"no": "R-late", "modified": (FIRST + timedelta(minutes=29)).isoformat(), "qty": "1"}


class Erp(ThreadingHTTPServer):
    """What it was asked, what it took, and its mood."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.taken: dict[str, str] = {}
        self.mood: dict[str, Any] = {}
        self.tokens = 0

    @property
    def rows(self) -> list[dict[str, str]]:
        return [*ALL, LATE] if self.mood.get("late") else ALL


class Handler(BaseHTTPRequestHandler):
    server: Erp

    def do_GET(self) -> None:
        self.serve()

    def do_POST(self) -> None:
        self.serve()

    def serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        url = urlsplit(self.path)
        said = dict(parse_qsl(url.query, keep_blank_values=True))
        form = self.headers.get("Content-Type", "").startswith("application/x-www-form")
        parameters = said | (dict(parse_qsl(body, keep_blank_values=True)) if form else {})
        if url.path == "/asked":
            self.answer(self.server.asked)
        elif url.path == "/mood":
            self.server.mood = json.loads(body)
            self.server.asked.clear()
            self.answer({})
        else:
            self.server.asked.append(
                {"path": url.path, "said": parameters, "body": body, "headers": dict(self.headers)}
            )
            if not self.is_moody():
                ROUTES.get(url.path, Handler.unknown)(self, parameters, body)

    def is_moody(self) -> bool:
        """What goes wrong with everything for a while."""
        mood = self.server.mood
        if mood.get("busy"):
            mood["busy"] -= 1
            self.answer({"error": "slow down"}, 429, {"Retry-After": str(mood.get("retry_after", 7))})
        elif "redirect" in mood:
            self.answer({}, 302, {"Location": mood["redirect"]})
        elif "raw" in mood:
            self.write(200, mood["raw"].encode(), {"Content-Type": "application/json"})
        elif "status" in mood:
            self.answer({"error": mood.get("text", "no")}, mood["status"])
        elif mood.get("drip"):
            self.send_response(200)
            self.end_headers()
            for _ in range(200):
                self.wfile.write(b" ")
                self.wfile.flush()
                threading.Event().wait(0.05)
        else:
            return False
        return True

    # -- by every way of paging ---------------------------------------------------------------------------

    def number(self, said: dict[str, str], body: str) -> None:
        page, size = int(said.get("page_no", 1)), int(said.get("page_size", 3))
        found = self.server.rows[(page - 1) * size : page * size]
        self.answer({"status": 0, "data": {"total_count": len(self.server.rows), "details": found}})

    def offset(self, said: dict[str, str], body: str) -> None:
        at, size = int(said.get("offset", 0)), int(said.get("limit", 3))
        self.answer({"rows": ALL[at : at + size]})

    def cursor(self, said: dict[str, str], body: str) -> None:
        if self.server.mood.get("cursors_end") and said.get("cursor"):
            self.answer({"error": "cursor is over"}, 400)
            return
        at = int(said.get("cursor", "c0").removeprefix("c"))
        rest = {"next_cursor": f"c{at + 3}"} if at + 3 < ROWS else {"next_cursor": None}
        self.answer({"rows": ALL[at : at + 3], **rest})

    def link(self, said: dict[str, str], body: str) -> None:
        at = int(said.get("at", 0))
        following = f'<{self.path.partition("?")[0]}?{urlencode({"at": at + 3})}>; rel="next"'
        self.answer(ALL[at : at + 3], headers={"Link": following} if at + 3 < ROWS else {})

    def following(self, said: dict[str, str], body: str) -> None:
        at = int(said.get("$skip", 0))
        host = self.server.mood.get("next_host", f"http://{self.headers['Host']}")
        rest = {"@odata.nextLink": f"{host}/next?$skip={at + 3}"} if at + 3 < ROWS else {}
        self.answer({"value": ALL[at : at + 3], **rest})

    def window(self, said: dict[str, str], body: str) -> None:
        """Only rows that were modified in [from, to), in Shanghai's time; at most two a page."""
        if body.startswith("["):
            [asked] = json.loads(body)
            said = said | asked
        since, until = (datetime.fromisoformat(said[name] + "+08:00") for name in ("start_time", "end_time"))
        found = [row for row in self.server.rows if since <= datetime.fromisoformat(row["modified"]) < until]
        page = int(said.get("page_no", 0))
        self.answer(
            {"status": 0, "data": {"total_count": len(found), "details": found[page * 2 : page * 2 + 2]}}
        )

    # -- by every way of proving who asks -----------------------------------------------------------------

    def basic(self, said: dict[str, str], body: str) -> None:
        kind, _, both = self.headers.get("Authorization", "").partition(" ")
        known = kind == "Basic" and b64decode(both).decode() == f"{USER}:{SECRET}"
        self.allowed(known)

    def bearer(self, said: dict[str, str], body: str) -> None:
        self.allowed(self.headers.get("Authorization") == f"Bearer {SECRET}")

    def key(self, said: dict[str, str], body: str) -> None:
        self.allowed(said.get("apikey") == SECRET)

    def token(self, said: dict[str, str], body: str) -> None:
        _, _, both = self.headers.get("Authorization", "").partition(" ")
        basic = f"{USER}:{urlencode({'': SECRET})[1:]}"
        header = bool(both) and b64decode(both).decode() == basic
        form = (said.get("client_id"), said.get("client_secret")) == (USER, SECRET)
        if said.get("grant_type") != "client_credentials" or not (header or form):
            self.answer({"error": "invalid_client", "error_description": f"{SECRET} is wrong"}, 401)
            return
        self.server.tokens += 1
        lasts = self.server.mood.get("lasts", 3600)
        self.answer({"access_token": f"t{self.server.tokens}", "token_type": "Bearer", "expires_in": lasts})

    def oauth(self, said: dict[str, str], body: str) -> None:
        wanted = f"Bearer t{self.server.tokens}"
        if self.server.mood.pop("forget_token", False):
            wanted = ""
        self.allowed(self.headers.get("Authorization") == wanted)

    def wdt(self, said: dict[str, str], body: str) -> None:
        """md5 of secret, sorted names and values (the body among them), secret; its clock begins in 2012."""
        stated = said.pop("sign", "")
        text = WDT_SECRET
        for name in sorted([*said, "body"]):
            text += name + (body if name == "body" else said[name])
        text += WDT_SECRET
        made = hashlib.new("md5", text.encode(), usedforsecurity=False).hexdigest()
        fresh = abs(int(said["timestamp"]) + 1325347200 - time.time()) < 600
        self.allowed(stated == made and fresh and said.get("salt") == WDT_SALT)

    def lengths(self, said: dict[str, str], body: str) -> None:
        """md5 of `02-name:0005-value` joined by `;`, and the secret behind."""
        stated = said.pop("sign", "")
        pairs = [f"{len(name):02}-{name}:{len(said[name]):04}-{said[name]}" for name in sorted(said)]
        made = hashlib.new("md5", (";".join(pairs) + SECRET).encode(), usedforsecurity=False).hexdigest()
        self.allowed(stated == made)

    def hmac(self, said: dict[str, str], body: str) -> None:
        """Upper-case HMAC-SHA256 of name=value joined by &."""
        stated = said.pop("sign", "")
        text = "&".join(f"{name}={said[name]}" for name in sorted(said) if said[name] != "")
        self.allowed(stated == hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest().upper())

    def allowed(self, known: bool) -> None:
        if known:
            self.answer({"status": 0, "rows": ALL[:2]})
        else:
            self.answer({"status": 401, "message": f"no: {self.headers.get('Authorization')}"}, 401)

    # -- what is sent to it -------------------------------------------------------------------------------

    def orders(self, said: dict[str, str], body: str) -> None:
        ref = self.headers.get("Idempotency-Key") or said.get("ref", "")
        if ref in self.server.taken and self.server.mood.get("tells_twice"):
            self.answer({"status": 100, "message": "外部单号重复!"})
            return
        self.server.taken.setdefault(ref, body)
        self.answer({"status": 0, "data": {"ref": ref}})

    def known(self, said: dict[str, str], body: str) -> None:
        self.answer({"status": 0, "data": {"found": "yes" if said["ref"] in self.server.taken else "no"}})

    def unknown(self, said: dict[str, str], body: str) -> None:
        self.answer({"error": "there is no such address"}, 404)

    def answer(self, said: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self.write(status, json.dumps(said, ensure_ascii=False).encode(), kind | (headers or {}))

    def write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """It says nothing."""


Route = Callable[[Handler, dict[str, str], str], None]
ROUTES: dict[str, Route] = {
    "/number": Handler.number,
    "/offset": Handler.offset,
    "/cursor": Handler.cursor,
    "/link": Handler.link,
    "/next": Handler.following,
    "/window": Handler.window,
    "/basic": Handler.basic,
    "/bearer": Handler.bearer,
    "/key": Handler.key,
    "/token": Handler.token,
    "/oauth": Handler.oauth,
    "/wdt": Handler.wdt,
    "/lengths": Handler.lengths,
    "/hmac": Handler.hmac,
    "/orders": Handler.orders,
    "/known": Handler.known,
}


def main() -> None:
    erp = Erp()
    print(erp.server_port, flush=True)
    erp.serve_forever(0.05)


if __name__ == "__main__":
    main()
