"""Onboarding: files are dropped, a draft is edited beside what it makes of them, tried, and proposed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from adapters.wiring.contract_file import contract_in
from adapters.wiring.folders import CONTRACT
from adapters.wiring.onboarding import conformance
from adapters.wiring.onboarding.drafts import SAMPLE_BYTES_MAX, SAMPLES_MAX, TEXT_BYTES_MAX, Drafts, Start
from adapters.wiring.onboarding.preview import Preview, preview
from core.catalogue import TYPES
from core.hub.audit_desk import look_at_body
from core.hub.mapping import Facts
from core.hub.onboarding import Onboarding
from core.hub.publications import Publication
from core.kernel.errors import HubError, Unreadable
from gateway.console.desk import Desk, desk_of, show
from gateway.console.exchange import commands
from gateway.console.guard import SEE_BODY, Visitor, from_our_form, needs, with_files_from_our_form

router = APIRouter()
SHOWN = 50
STANDARDS_MAX = 200
Making = Annotated[Visitor, needs("mapping.publish")]
Files = Annotated[list[tuple[str, bytes]], Depends(with_files_from_our_form)]
Word = Annotated[str, Form(max_length=200)]


class Starting(BaseModel):
    """Who it is, and what the files are about."""

    partner: str = Field(max_length=64)
    name: str = Field(default="", max_length=200)
    site: str = Field(default="", max_length=64)
    zone: str = Field(default="", max_length=64)
    source: str = Field(default="", max_length=64)
    type: str = Field(default="", max_length=64)

    def start(self) -> Start:
        partner = self.partner.strip()
        return Start(
            partner=partner,
            name=self.name.strip() or partner,
            site=self.site.strip() or "MAIN",
            zone=self.zone.strip() or "Asia/Shanghai",
            source=self.source.strip() or "files",
            type=self.type,
        )


class Typed(BaseModel):
    """A draft as it stands in the text boxes, and which sample is looked at."""

    mapping: str = Field(default="", max_length=TEXT_BYTES_MAX)
    contract: str = Field(default="", max_length=TEXT_BYTES_MAX)
    sample: int = 0


@router.get("/onboarding")
def start_page(request: Request, who: Making) -> Response:
    """The form for the first files, and who is on the way."""
    return _start_page(request, who, fault="")


@router.post("/onboarding")
def start(request: Request, who: Making, files: Files, said: Annotated[Starting, Form()]) -> Response:
    """A draft of these files, or the form again with what was wrong."""
    wanted = said.start()
    who.require("mapping.publish", wanted.partner)
    try:
        made = _drafts(desk_of(request)).start(wanted, files, by=who.name)
    except HubError as error:
        return _start_page(request, who, fault=error.text)
    return _to(request, made)


@router.get("/onboarding/{onboarding_id}")
def onboarding(request: Request, onboarding_id: str, who: Making) -> Response:
    """Every step of one, as far as it is."""
    return _page(request, _mine(request, onboarding_id, who), fault="")


@router.post("/onboarding/{onboarding_id}/preview", dependencies=[Depends(from_our_form)])
def show_preview(
    request: Request, onboarding_id: str, who: Making, typed: Annotated[Typed, Form()]
) -> Response:
    """What the mapping as it is typed makes of one sample."""
    draft = _mine(request, onboarding_id, who)
    shown, fault = _previewed(desk_of(request), draft, typed)
    return show(request, "onboarding_preview.html", shown=shown, contract_fault=fault)


@router.post("/onboarding/{onboarding_id}/save", dependencies=[Depends(from_our_form)])
def save(request: Request, onboarding_id: str, who: Making, typed: Annotated[Typed, Form()]) -> Response:
    """Keeps the texts as they are, and tries them."""
    draft = _mine(request, onboarding_id, who)
    drafts = _drafts(desk_of(request))
    try:
        drafts.change(draft.onboarding_id, contract=_lines(typed.contract), mapping=_lines(typed.mapping))
        drafts.run(draft.onboarding_id, by=who.name)
    except HubError as error:
        return _page(request, drafts.get(onboarding_id), fault=error.text)
    return _to(request, draft)


@router.post("/onboarding/{onboarding_id}/propose", dependencies=[Depends(from_our_form)])
def propose(request: Request, onboarding_id: str, who: Making, why: Word = "") -> Response:
    """To a second person, on the page of publications."""
    draft = _mine(request, onboarding_id, who)
    try:
        made = _drafts(desk_of(request)).propose(draft.onboarding_id, by=who.name, why=why)
    except HubError as error:
        return _page(request, draft, fault=error.text)
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/publications/{made.publication_id}", status_code=303)


@router.get("/onboarding/{onboarding_id}/report.json")
def signed_report(request: Request, onboarding_id: str, who: Making) -> Response:
    """The report as it was signed; `hub onboard verify` says whether it is ours."""
    draft = _mine(request, onboarding_id, who)
    named = {"content-disposition": f'attachment; filename="conformance-{draft.partner}.json"'}
    return Response(draft.report or b"", media_type="application/json", headers=named)


def _previewed(desk: Desk, draft: Onboarding, typed: Typed) -> tuple[Preview, str]:
    fault, zone = "", "Asia/Shanghai"
    try:
        zone = contract_in(_lines(typed.contract), Path(CONTRACT)).zone(draft.site)
    except Unreadable as error:
        fault = error.text
    files = draft.files
    one = files[typed.sample] if 0 <= typed.sample < len(files) else files[0]
    facts = Facts(issuer=draft.partner, source=draft.source, site=draft.site, zone=zone, name=one.name)
    name = f"{draft.partner}/{draft.mapping_name}"
    payload = desk.hub.blobs.get(one.blob)
    return preview(_lines(typed.mapping), name, (one.name, payload), facts, desk.rules.mappings), fault


def _page(request: Request, draft: Onboarding, *, fault: str) -> Response:
    desk = desk_of(request)
    told = conformance.told(draft.report) if draft.report and draft.is_reported else None
    published = desk.hub.store.get(Publication, draft.publication) if draft.publication else None
    return show(
        request,
        "onboarding.html",
        one=draft,
        report=told,
        fault=fault,
        published=published,
        commands=commands(draft.partner, draft.source, draft.site),
        standards=_standards(desk),
    )


def _start_page(request: Request, who: Visitor, *, fault: str) -> Response:
    rows = who.views.newest(Onboarding, limit=SHOWN, by="made_at")
    rows = [one for one in rows if who.scope.holds(one.partner)]
    limits = (SAMPLES_MAX, SAMPLE_BYTES_MAX)
    # What a partner's files may be; acknowledgements, alerts and states are the hub's own to say.
    types = [name for name in TYPES if name.startswith(("bank.", "erp.", "price.", "wms."))]
    return show(request, "onboardings.html", onboardings=rows, fault=fault, limits=limits, types=types)


def _standards(desk: Desk) -> list[str]:
    """The mappings of standards that a draft may extend."""
    root = desk.rules.mappings
    found = sorted((root / "standards").glob("*/*.yaml"))
    return [path.relative_to(root).as_posix() for path in found if path.name != "rules.yaml"][:STANDARDS_MAX]


def _mine(request: Request, onboarding_id: str, who: Visitor) -> Onboarding:
    """One of a partner in scope; that its files are looked at is noted."""
    desk = desk_of(request)
    draft = desk.hub.store.get(Onboarding, onboarding_id)
    if draft is None:
        raise HTTPException(404)
    who.require("mapping.publish", draft.partner)
    who.require(SEE_BODY, draft.partner)
    look_at_body(desk.hub.store, by=who.name, what="onboarding.shown", on=draft.partner)
    return draft


def _drafts(desk: Desk) -> Drafts:
    return Drafts(desk.hub, desk.rules.mappings)


def _lines(text: str) -> bytes:
    """A browser ends lines with two signs."""
    return text.replace("\r\n", "\n").encode()


def _to(request: Request, draft: Onboarding) -> Response:
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/onboarding/{draft.onboarding_id}", status_code=303)
