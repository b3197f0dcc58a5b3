"""A publication under four eyes: one proposes, another looks at what changes and puts it in force."""

from __future__ import annotations

import msgspec
import pytest

from core.hub import publications
from core.hub.contracts import Contract, Partner, Site
from core.hub.publications import Publication, approve, changes, propose, reject
from core.hub.publish import publish
from core.kernel.errors import Refused
from tests.hub_world import HubWorld


def contract(name: str = "Acme") -> Contract:
    return Contract(partner="acme", name=name, parties=("acme",), sites=(Site(id="W1"),))


def bundled(text: str) -> bytes:
    """A mapping as it is published: its files by path."""
    return msgspec.json.encode(
        {"name": "acme/in/x.yaml", "files": {"acme/in/x.yaml": text, "acme/units.yaml": "t"}}
    )


def proposed(world: HubWorld, name: str = "Acme", mapping: str = "a: 1\nb: 2\n") -> Publication:
    with world.store.unit() as unit:
        return propose(unit, contract(name), {"in/x.yaml": bundled(mapping)}, who="li", why="a new column")


def in_force(world: HubWorld) -> str:
    known = world.store.get(Partner, "acme")
    return known.contract if known else ""


def test_nothing_is_in_force_until_another_person_says_yes(world: HubWorld) -> None:
    made = proposed(world)
    assert in_force(world) == ""

    with world.store.unit() as unit, pytest.raises(Refused, match="li made this"):
        approve(unit, world.blobs, made.publication_id, "li")
    with world.store.unit() as unit:
        decided = approve(unit, world.blobs, made.publication_id, "wang")

    assert (decided.state, decided.decided_by) == (publications.PUBLISHED, "wang")
    assert in_force(world) == decided.published != ""


def test_a_decision_is_made_once(world: HubWorld) -> None:
    made = proposed(world)
    with world.store.unit() as unit:
        reject(unit, made.publication_id, "wang")

    with world.store.unit() as unit, pytest.raises(Refused, match="rejected already, by wang"):
        approve(unit, world.blobs, made.publication_id, "wang")
    with world.store.unit() as unit, pytest.raises(Refused, match="rejected already, by wang"):
        reject(unit, made.publication_id, "zhao")
    assert in_force(world) == ""


def test_what_was_overtaken_is_proposed_again(world: HubWorld) -> None:
    made = proposed(world)
    with world.store.unit() as unit:
        publish(unit, world.blobs, contract("Other"), {})

    with world.store.unit() as unit, pytest.raises(Refused, match="published since"):
        approve(unit, world.blobs, made.publication_id, "wang")


def test_the_second_person_sees_each_line_that_changes(world: HubWorld) -> None:
    first = proposed(world)
    with world.store.unit() as unit:
        approve(unit, world.blobs, first.publication_id, "wang")

    found = changes(world.store, proposed(world, name="Acme Steel", mapping="a: 1\nb: 3\n"))

    assert [one.name for one in found] == ["acme/in/x.yaml", "contract"]
    assert "-b: 2" in found[0].lines
    assert "+b: 3" in found[0].lines
    assert any("Acme Steel" in line for line in found[1].lines)


@pytest.mark.parametrize("why", ["", "  "])
def test_a_proposal_has_a_reason(world: HubWorld, why: str) -> None:
    with world.store.unit() as unit, pytest.raises(Refused, match="why"):
        propose(unit, contract(), {}, who="li", why=why)
