"""What is private stays private on the wire: every frame of every student's socket is read."""

import json

import pytest

from tests.support.people import Person, people
from tests.support.product import Product, Ticket

pytestmark = pytest.mark.servers
SECRET = "the joke about my town"


def told(person: Person) -> str:
    """Everything that this socket was sent."""
    return json.dumps(person.frames)


def keys(value: object) -> set[str]:
    """The names of all fields, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


async def all_level(everybody: list[Person], lead: Person) -> None:
    """A line to all, after everything before it: who has it has been told all the rest."""
    await lead.ask("say", text="level")
    for person in everybody:
        await person.until(lambda person=person: "level" in person.lines.get("all", {}).values())


async def test_a_call_for_help_is_told_to_facilitators_and_the_caller_only(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        await ana.ask("call_help")
        await lead.sees(lambda view: [call["seat"] for call in view["help"]] == [ana.seat])
        await lead.ask("take_help", who=ana.seat)
        await ana.until(lambda: ana.you["help"] and ana.you["help"]["taken_by"] == lead.seat)
        await all_level([ana, ben, cas], lead)
        for other in (ben, cas):
            assert not any(frame["you"]["help"] for frame in other.frames if frame["kind"] == "you")
            assert "taken_by" not in keys(other.frames)


async def test_what_hurts_is_read_by_facilitators_and_by_who_wrote_it(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        await ana.ask("flag_hurt", text=SECRET)
        await lead.until(lambda: SECRET in lead.lines.get("hurt", {}).values())
        await all_level([ana, ben, cas], lead)
        assert SECRET not in told(ben) + told(cas)


@pytest.mark.parametrize("about", ["a student", "a facilitator"])
async def test_the_words_of_a_report_reach_no_socket(product: Product, tickets: list[Ticket], about: str) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        who = ben.seat if about == "a student" else lead.seat
        await ana.ask("report", category="hurtful", text=SECRET, about=who)
        await all_level([ana, ben, cas, lead], lead)
        assert SECRET not in "".join(told(person) for person in (ana, ben, cas, lead))
        await lead.sees(lambda view: view["reports"] == (1 if about == "a student" else 0))
        assert not {"reports", "distress", "hints", "barred", "help"} & set(ben.view)


async def test_whispers_and_an_eye_on_somebody_reach_no_student(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        await lead.ask("whisper", text=SECRET)
        await lead.ask("tag_distress", who=ana.seat)
        await lead.sees(lambda view: view["distress"] == [ana.seat])
        await all_level([ana, ben, cas], lead)
        for student in (ana, ben, cas):
            assert SECRET not in told(student)
            assert "distress" not in keys(student.frames)


async def test_who_comes_back_is_not_told_what_was_whispered(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        await lead.ask("whisper", text=SECRET)
        await ben.go()
        await ben.come()
        await all_level([ana, ben, cas], lead)
        assert SECRET not in told(ben)


async def test_who_is_removed_from_the_exchange_is_let_back_by_no_facilitator(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets) as [ana, _, _, lead]:
        await lead.ask("remove", who=ana.seat, reason="threats", exchange=True)
        assert await ana.closed() == 4003
        assert await lead.refusal("allow_back", who=ana.seat) == "barred"
