"""The network between processes, as a program of its own: `proxy.py NAME=HOST:PORT …`; it can be made bad.

It says `listening NAME PORT` for each link and `control PORT`. There one JSON line, `{"link": …, "mode": …}`,
sets a link's mode: `ok`; `cut` (connections break, new ones are refused); `reset` (they break once);
`stall` (nothing passes, later it all comes); `half_open` (what either side says is lost); `deaf` (what is
asked arrives, what is answered is lost); `slow`. Where bytes were lost it breaks when all is well again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import sys

CHUNK_BYTES = 16_384
SLOW_CHUNK_BYTES = 2_048
SLOW_S = 0.05
CONNECT_S = 5.0
MODES = ("ok", "cut", "reset", "stall", "half_open", "deaf", "slow")


class Link:
    """One server behind the proxy, and its connections."""

    def __init__(self, name: str, host: str, port: int) -> None:
        self.name, self.host, self.port = name, host, port
        self.mode = "ok"
        self._changed = asyncio.Event()
        # Each end of each connection, and its other end: they break together.
        self._open: dict[asyncio.StreamWriter, asyncio.StreamWriter] = {}
        self._lossy: set[asyncio.StreamWriter] = set()

    def set_mode(self, mode: str) -> None:
        self.mode = "ok" if mode == "reset" else mode
        if mode in ("cut", "reset"):
            self._break(list(self._open))
        elif mode == "ok":
            self._break(list(self._lossy))
        self._changed.set()
        self._changed = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == "cut":
            return _reset(writer)
        try:
            opened = asyncio.open_connection(self.host, self.port)
            there, back = await asyncio.wait_for(opened, CONNECT_S)
        except (OSError, TimeoutError):
            return _reset(writer)
        self._open |= {writer: back, back: writer}
        try:
            # An end that breaks breaks the other too; one that only says no more lets the other speak on.
            with contextlib.suppress(OSError):
                await asyncio.gather(self._pump(reader, back, "asks"), self._pump(there, writer, "answers"))
        finally:
            for one in (writer, back):
                self._open.pop(one, None)
                self._lossy.discard(one)
                _reset(one)
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        while said := await reader.read(SLOW_CHUNK_BYTES if self.mode == "slow" else CHUNK_BYTES):
            if not await self._passes(writer, way):
                continue
            writer.write(said)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    async def _passes(self, writer: asyncio.StreamWriter, way: str) -> bool:
        """Whether what was said arrives; waits as long as the link is slow or stalled."""
        while self.mode == "stall":
            await self._changed.wait()
        if self.mode == "slow":
            await asyncio.sleep(SLOW_S)
        if self.mode == "half_open" or (self.mode == "deaf" and way == "answers"):
            self._lossy.add(writer)
        return writer not in self._lossy

    def _break(self, connections: list[asyncio.StreamWriter]) -> None:
        for one in connections:
            _reset(self._open.get(one, one))
            _reset(one)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Ends it at once, as a machine does that knows nothing of the connection."""
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def main(links: dict[str, Link]) -> None:
    async def control(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            asked = json.loads(line)
            links[asked["link"]].set_mode(asked["mode"])
            writer.write(b"done\n")
            await writer.drain()
        writer.close()

    async with contextlib.AsyncExitStack() as stack:
        for link in links.values():
            server = await asyncio.start_server(link.serve, "127.0.0.1", 0, backlog=1024)
            await stack.enter_async_context(server)
            print("listening", link.name, server.sockets[0].getsockname()[1], flush=True)
        server = await asyncio.start_server(control, "127.0.0.1", 0)
        await stack.enter_async_context(server)
        print("control", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Event().wait()


def links_of(words: list[str]) -> dict[str, Link]:
    """`NAME=HOST:PORT` each."""
    found = {}
    for word in words:
        name, _, address = word.partition("=")
        host, _, port = address.rpartition(":")
        found[name] = Link(name, host, int(port))
    return found


async def run(words: list[str]) -> None:
    await main(links_of(words))


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1:]))
