"""Pairs over real sockets, in both shapes: on two processes a pair spans them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.people import Person, people
from tests.support.product import Product

pytestmark = pytest.mark.servers


@asynccontextmanager
async def in_pairs(product: Product) -> AsyncIterator[list[Person]]:
    """Ana and Ben are pair 1, Cas and Dia pair 2; on two processes the partners are on different ones."""
    [tickets] = product.rehearse(1, seats=4)
    async with people(product, tickets) as everyone:
        *students, lead = everyone
        await lead.ask("preview_pairs", size=2)
        for place, student in enumerate(students):
            await lead.ask("move_to", who=student.seat, room=place // 2 + 1)
        await lead.ask("start_pairs")
        for place, student in enumerate(students):
            await student.until(lambda student=student, place=place: student.you["room"] == place // 2 + 1)
        yield everyone


async def test_a_pair_spans_processes_and_keeps_its_lines_to_itself(product: Product) -> None:
    async with in_pairs(product) as [ana, ben, cas, _, lead]:
        assert len(product.ports) == 1 or ana.place != ben.place
        await ana.ask("say", text="just us", to="room")
        await ben.until(lambda: "just us" in ben.lines.get("room-1-1", {}).values())
        await lead.ask("say", text="to all")
        for other in (cas, lead):
            await other.until(lambda other=other: other.lines.get("all"))
            assert not [stream for stream in other.lines if stream.startswith("room-")]


async def test_who_visits_reads_what_was_written_before(product: Product) -> None:
    async with in_pairs(product) as [ana, ben, _, _, lead]:
        await ana.ask("say", text="one", to="room")
        await ben.ask("say", text="two", to="room")
        await lead.ask("move_to", who=lead.seat, room=1)
        await lead.until(lambda: list(lead.lines.get("room-1-1", {}).values()) == ["one", "two"])
        await ana.sees(lambda view: lead.seat in view["pairs"]["rooms"][0]["seats"])


async def test_who_comes_back_on_another_process_is_in_the_same_pair_and_reads_on(product: Product) -> None:
    async with in_pairs(product) as [ana, ben, _, _, lead]:
        await ben.go()
        await lead.sees(lambda view: str(ana.seat) in view["pairs"]["alone_since"])
        await ana.ask("say", text="are you there?", to="room")
        await ben.come(place=0)
        await ben.until(lambda: ben.you and ben.you["room"] == 1)
        await ben.until(lambda: "are you there?" in ben.lines.get("room-1-1", {}).values())
        await lead.sees(lambda view: not view["pairs"]["alone_since"])


async def test_everybody_returns_by_one_command(product: Product) -> None:
    async with in_pairs(product) as [*students, lead]:
        await lead.ask("end_pairs")
        for student in students:
            await student.until(lambda student=student: student.you["room"] == 0)
            await student.sees(lambda view: view["pairs"] is None)
        assert await students[0].refusal("say", text="hello?", to="room") == "bad_audience"


async def test_students_see_neither_the_preview_nor_who_is_alone(product: Product) -> None:
    async with in_pairs(product) as [ana, *_]:
        views = [frame["view"] for frame in ana.frames if frame["kind"] == "view"]
        assert not [view for view in views if "pairs_preview" in view or "alone_since" in (view["pairs"] or {})]
