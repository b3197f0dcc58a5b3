"""Headers that every answer of the doors bears, the console's and the machines' alike."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOSNIFF = (b"x-content-type-options", b"nosniff")
# Behind TLS a browser does not come back without it for a year.
HSTS = (b"strict-transport-security", b"max-age=31536000")


class DoorHeaders:
    """Adds what the answer does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = [NOSNIFF, HSTS] if scope.get("scheme") == "https" else [NOSNIFF]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                said = {name.lower() for name, _ in headers}
                message = {**message, "headers": headers + [one for one in wanted if one[0] not in said]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
