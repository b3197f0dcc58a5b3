"""A floor: bare kombu, acknowledged in batches after a COPY of rows that were made before, and one commit."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import kombu
import psycopg

from bench.floors.rows import read_rows

QUEUE, DONE = "floor", "floor_done"
# As much as a unit of work of ours takes.
FRAMES_A_COMMIT, PREFETCH, IDLE_S = 5, 40, 0.2


class Floor:
    """Takes what is in the queue and writes the piece that each message names."""

    def __init__(self, connection: kombu.Connection, rows: Path, only: str) -> None:
        pieces = read_rows(rows)
        self._pieces = [{only: piece[only]} for piece in pieces] if only else pieces
        self._database = psycopg.connect(os.environ["FLOOR_DATABASE_DSN"])
        self._records = int(os.environ["FLOOR_RECORDS_A_FRAME"])
        self._taken: list[Any] = []
        self._connection = connection
        self._channel = connection.channel()
        self._channel.basic_qos(0, PREFETCH, False)
        self._channel.basic_consume(QUEUE, callback=self._taken.append)

    def run(self) -> None:
        """Until it is killed."""
        while True:
            try:
                self._connection.drain_events(timeout=IDLE_S)
            except TimeoutError:
                self._commit()
            if len(self._taken) >= FRAMES_A_COMMIT:
                self._commit()

    def _commit(self) -> None:
        if not self._taken:
            return
        places = [int(message.properties["message_id"]) for message in self._taken]
        with self._database.transaction(), self._database.cursor() as cursor:
            for table in self._pieces[places[0]]:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(b"".join([self._pieces[place][table] for place in places]))
            cursor.execute(f"INSERT INTO {DONE} VALUES (%s)", (len(places) * self._records,))
        self._channel.basic_ack(self._taken[-1].delivery_tag, multiple=True)
        self._taken.clear()


def main() -> None:
    """`python -m bench.floors.copy_app ROWS [TABLE]`: all tables' rows, or those of one table alone."""
    rows, only = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    with kombu.Connection(os.environ["FLOOR_BROKER_URL"]) as connection:
        connection.connect()
        connection.connection.transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Floor(connection, rows, only).run()


if __name__ == "__main__":
    main()
