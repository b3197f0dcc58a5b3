"""No form of the console is as large as this, but that of sample files; what is more is not read."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM_BYTES_MAX = 256 * 1024
UPLOAD = "/onboarding"
UPLOAD_BYTES_MAX = 21 * 1024 * 1024


class BodyLimit:
    """Counts what comes in, whatever the browser said of its length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0
        most = UPLOAD_BYTES_MAX if scope.get("path", "").endswith(UPLOAD) else FORM_BYTES_MAX

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
