"""A collector of traces as a program: takes OTLP over HTTP, writes each span as a line of JSON to its output.

`python -m tests.otlp_receiver` serves at a port that the system chooses; its first line says which.
"""

from __future__ import annotations

import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


class Collector(BaseHTTPRequestHandler):
    """POST /v1/traces, and nothing else."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for line in spans_of(body) if self.path == "/v1/traces" else []:
            say(line)
        answer = ExportTraceServiceResponse().SerializeToString()
        self.send_response(200 if self.path == "/v1/traces" else 404)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Only spans are said."""


def spans_of(body: bytes) -> list[dict[str, Any]]:
    """Every span of a request, with the service that it is of."""
    request = ExportTraceServiceRequest()
    request.ParseFromString(body)
    return [
        {
            "service": next(
                one.value.string_value for one in each.resource.attributes if one.key == "service.name"
            ),
            "trace": span.trace_id.hex(),
            "span": span.span_id.hex(),
            "parent": span.parent_span_id.hex(),
            "name": span.name,
            "lasted_ns": span.end_time_unix_nano - span.start_time_unix_nano,
            "links": [link.trace_id.hex() for link in span.links],
            "said": {one.key: one.value.string_value or one.value.int_value for one in span.attributes},
        }
        for each in request.resource_spans
        for scope in each.scope_spans
        for span in scope.spans
    ]


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    say({"port": server.server_port})
    server.serve_forever()


if __name__ == "__main__":
    main()
