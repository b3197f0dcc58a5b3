"""The floor of a SOAP call: FastAPI that parses an envelope with lxml and sends its body back in another."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI, Request, Response
from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def echo_app() -> FastAPI:
    """One route, nothing checked."""
    app = FastAPI(openapi_url=None)

    @app.post("/soap/v1")
    async def echo(request: Request) -> Response:
        root = etree.fromstring(await request.body())
        answer = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
        body = etree.SubElement(answer, f"{{{SOAP}}}Body")
        body.extend(root.findall(f"{{{SOAP}}}Body/*"))
        return Response(etree.tostring(answer, encoding="utf-8", xml_declaration=True), media_type="text/xml")

    return app


if __name__ == "__main__":
    uvicorn.run(echo_app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
