"""What people publish for the parties room: templates of statements, and how peers of an industry stand."""

from __future__ import annotations

import msgspec

from core.catalogue.fields import Key
from core.hub.bodies import internal_body
from core.parties.peers import PeerBands
from core.parties.template import Template


@internal_body("party.template_published.v1")
class TemplatePublished(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a template, for statements that come from now on; approved by a second person."""

    template: Template
    publisher: Key
    approver: Key


@internal_body("party.bands_published.v1")
class BandsPublished(msgspec.Struct, frozen=True, kw_only=True):
    """How the peers of an industry stand in a year, in the place of what was published of them before."""

    bands: PeerBands
    publisher: Key
    approver: Key
