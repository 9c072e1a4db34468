"""Sent to the lobby of a live room: nothing of it is heard; let in again, nothing is missing. Over real sockets."""

import json

import pytest

from tests.support.people import Person, people
from tests.support.product import Product, Ticket

pytestmark = pytest.mark.servers


def texts(person: Person) -> list[str]:
    return [person.lines["all"][n] for n in sorted(person.lines.get("all", {}))]


async def send_out(lead: Person, ana: Person) -> int:
    """Returns how many frames Ana had when she knew that she is outside."""
    await lead.ask("send_to_lobby", who=ana.seat)
    await ana.until(lambda: ana.you["waiting"] and [one["seat"] for one in ana.view["people"]] == [ana.seat])
    return len(ana.frames)


async def test_who_waits_outside_hears_nothing_of_the_room(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        mark = await send_out(lead, ana)
        await lead.ask("set_queue_mode", order="hands")
        await ben.ask("raise_hand")
        await ben.ask("say", text="a secret of the room")
        seq = (await lead.ask("give_turn", to=ben.seat))["seq"]
        await ana.until(lambda: ana.seq >= seq)
        told = json.dumps(ana.frames[mark:])
        assert "a secret of the room" not in told
        assert ana.view["queue"] == []
        assert ana.view["speaker"] is None
        assert ana.view["phase"] is None
        assert {frame["kind"] for frame in ana.frames[mark:]} <= {"view", "you", "beat"}
        named = ana.frames[-1].get("names") or next(f["names"] for f in reversed(ana.frames) if f["kind"] == "view")
        assert str(cas.seat) not in named


async def test_who_is_let_in_again_gets_everything_that_was_missed_once(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await ben.ask("say", text="before")
        await ana.until(lambda: texts(ana) == ["before"])
        mark = await send_out(lead, ana)
        for text in ("one", "two"):
            await ben.ask("say", text=text)
        await lead.ask("admit", who=ana.seat)
        await ben.ask("say", text="after")
        await ana.until(lambda: texts(ana) == ["before", "one", "two", "after"])
        await ana.sees(lambda view: len(view["people"]) > 1 and view["phase"])
        numbers = [line["n"] for frame in ana.frames[mark:] if frame["kind"] == "lines" for line in frame["lines"]]
        assert numbers == sorted(set(numbers))


async def test_all_who_wait_are_let_in_by_one_command(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        for person in (ana, ben):
            await send_out(lead, person)
        await lead.ask("admit_all")
        for person in (ana, ben):
            await person.until(lambda person=person: not person.you["waiting"] and len(person.view["people"]) > 1)


async def test_coming_back_does_not_lead_in(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await send_out(lead, ana)
        await ben.ask("say", text="inside only")
        await ana.go()
        mark = len(ana.frames)
        await ana.come(place=len(product.ports) - 1)
        await ana.until(lambda: ana.view)
        await ana.heard(lambda frame: frame["kind"] == "media", since=mark)
        assert {frame["kind"] for frame in ana.frames[mark:]} <= {"welcome", "view", "you", "media", "beat"}
        await lead.ask("admit", who=ana.seat)
        await ana.until(lambda: texts(ana) == ["inside only"])
        assert [frame for frame in ana.frames[mark:] if frame["kind"] == "plan"]


async def test_of_two_devices_the_older_is_told_and_keeps_everything_else(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await lead.ask("set_queue_mode", order="hands")
        phone = Person(product, tickets[0], place=len(product.ports) - 1)
        phone.path = ticket_path(product, tickets[0])
        await phone.come()
        await phone.until(lambda: phone.you)
        await ana.until(lambda: ana.you["media"] is False)
        assert phone.you["media"] is True
        await ana.ask("raise_hand")
        await phone.sees(lambda view: ana.seat in [hand["seat"] for hand in view["queue"]])
        await ben.ask("say", text="to both")
        for device in (ana, phone):
            await device.until(lambda device=device: "to both" in texts(device))
        await phone.go()
        await ana.until(lambda: ana.you["media"] is True)


def ticket_path(product: Product, ticket: Ticket) -> str:
    code = (
        "from uuid import UUID; from sessions.tickets import ticket_for; "
        f"print('TICKET', ticket_for(UUID('{ticket.session_id}'), {ticket.seat}))"
    )
    told = product.manage("shell", "-c", code).stdout.split("TICKET ")[1].strip()
    return f"ws/rooms/{ticket.session_id}/?ticket={told}"
