"""Templates of statements and bands of peers are published by one and approved by another."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.parties.messages_data import BandsPublished, TemplatePublished
from core.parties.peers import IndustryBands, require_order
from core.parties.template import TemplateVersion, require_sense
from core.parties.work import PartiesWork


@handles(
    "party.template_published.v1",
    touches=lambda message: [
        (TemplateVersion, (message.body.template.template, message.body.template.version))
    ],
)
def publish_template(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(TemplatePublished)
    template = said.template
    require_another(said.publisher, said.approver)
    newest = max((row.version for row in work.templates.find(template=template.template)), default=0)
    if template.version != newest + 1:
        raise Refused(
            f"template {template.template} stands at version {newest}; the next is {newest + 1}, not"
            f" {template.version}",
            cause="parties.template_version",
        )
    require_sense(template)
    work.templates.put(
        TemplateVersion(
            template=template.template,
            version=template.version,
            publisher=said.publisher,
            approver=said.approver,
            body=canonical_bytes(template),
        )
    )
    work.unit.effect(
        message,
        kind="template.published",
        key=f"{template.template}/{template.version}",
        text=f"{said.approver} approves template {template.template} version {template.version}",
    )
    return []


@handles(
    "party.bands_published.v1",
    touches=lambda message: [(IndustryBands, (message.body.bands.industry, message.body.bands.year))],
)
def publish_bands(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(BandsPublished)
    bands = said.bands
    require_another(said.publisher, said.approver)
    require_order(bands)
    work.bands.put(
        IndustryBands(
            industry=bands.industry,
            year=bands.year,
            publisher=said.publisher,
            approver=said.approver,
            body=canonical_bytes(bands),
        )
    )
    work.unit.effect(
        message,
        kind="bands.published",
        key=f"{bands.industry}/{bands.year}",
        text=f"{said.approver} approves bands of {bands.industry or 'all'} in {bands.year} by {bands.source}",
    )
    return []
