"""The door of the room, over real sockets, in both shapes."""

import json

import pytest
import websockets

from tests.support.people import Person, people
from tests.support.product import Product, Ticket

# The same on another ASGI server, through the queue of sessions/outlets.py.
SERVERS = pytest.mark.parametrize("product", ["embedded", "scaled", "uvicorn"], indirect=True)
pytestmark = [pytest.mark.servers, SERVERS]


async def test_a_person_is_welcomed_with_plan_view_and_the_private_part(
    product: Product, tickets: list[Ticket]
) -> None:
    async with people(product, tickets[:1]) as [ana]:
        kinds = [frame["kind"] for frame in ana.frames]
        assert kinds[:4] == ["welcome", "plan", "view", "you"]
        assert ana.frames[0]["seat"] == tickets[0].seat


async def test_a_raised_hand_is_seen_by_everybody(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await lead.ask("set_queue_mode", order="hands")
        await ana.ask("raise_hand")
        for other in (ben, lead):
            await other.sees(lambda view: [hand["seat"] for hand in view["queue"]] == [ana.seat])


async def test_the_facilitator_gives_the_turn_and_the_speaker_ends_it(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await lead.ask("give_turn", to=ana.seat)
        await ben.sees(lambda view: view["speaker"] and view["speaker"]["seat"] == ana.seat)
        await ana.until(lambda: ana.you["speaking"])
        await ana.ask("end_turn")
        await ben.sees(lambda view: view["speaker"] is None)


async def test_a_line_is_read_by_everybody(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await ana.ask("say", text="Ahlan, dobrý den!")
        for other in (ben, lead):
            await other.until(lambda other=other: "Ahlan, dobrý den!" in other.lines.get("all", {}).values())


async def test_a_line_to_facilitators_is_not_read_by_students(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await ana.ask("say", text="I feel lost", to="facilitators")
        await lead.until(lambda: lead.lines.get("facilitators"))
        await lead.ask("say", text="to all")
        await ben.until(lambda: ben.lines.get("all"))
        assert "facilitators" not in ben.lines


async def test_a_command_sent_twice_happens_once(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets[:1]) as [ana]:
        first = await ana.ask("say", id="c1", text="once")
        assert await ana.ask("say", id="c1", text="once") == first
        await ana.ask("say", id="c2", text="then")
        await ana.until(lambda: len(ana.lines["all"]) == 2)


async def test_the_same_id_with_other_content_is_refused(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets[:1]) as [ana]:
        await ana.ask("say", id="c1", text="one")
        assert await ana.refusal("say", id="c1", text="other") == "id_reused"


async def test_who_comes_back_finds_the_place_in_the_queue(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, cas, lead]:
        await lead.ask("set_queue_mode", order="hands")
        for person in (ana, ben, cas):
            await person.ask("raise_hand")
        await ben.go()
        await lead.sees(lambda view: [hand["away"] for hand in view["queue"]] == [False, True, False])
        await ben.come(place=len(product.ports) - 1)
        await ben.sees(lambda view: not any(hand["away"] for hand in view["queue"]))
        assert ben.queue == [ana.seat, ben.seat, cas.seat]


async def test_who_comes_back_reads_the_missed_lines_once(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, *_]:
        await ana.ask("say", text="one")
        await ben.until(lambda: ben.lines.get("all"))
        await ben.go()
        await ana.ask("say", text="two")
        mark = len(ben.frames)
        await ben.come()
        missed = await ben.heard(lambda frame: frame["kind"] == "lines", since=mark)
        assert [line["text"] for line in missed["lines"]] == ["two"]


async def test_a_ticket_opens_the_room_once(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets[:1]):
        again = Person(product, tickets[0])
        await again.come(beats=False)
        assert await again.closed() == 4003


async def test_a_forged_ticket_is_refused(product: Product, tickets: list[Ticket]) -> None:
    stranger = Person(product, tickets[0])
    stranger.path = stranger.path[:-3] + "xyz"
    await stranger.come(beats=False)
    assert await stranger.closed() == 4003
    assert stranger.bye == "not_allowed"


async def test_who_is_not_signed_in_is_sent_to_sign_in(product: Product, tickets: list[Ticket]) -> None:
    stranger = Person(product, tickets[0])
    stranger.path = stranger.path.split("?")[0]
    await stranger.come(beats=False)
    assert await stranger.closed() == 4001


@pytest.mark.parametrize("origin", ["https://elsewhere.example", None])
async def test_a_foreign_or_missing_origin_is_refused(
    product: Product, tickets: list[Ticket], origin: str | None
) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(tickets[0].ws_url, origin=websockets.Origin(origin) if origin else None)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "frame",
    [
        '{"do": "fly", "id": "x"}',
        '{"do": "raise_hand", "id": "x", "seat": 2}',
        '{"do": "give_turn", "id": "x", "to": "everybody"}',
        "not json",
        "[]",
        '{"do": "say", "id": "x", "text": 7}',
    ],
)
async def test_a_frame_outside_the_schema_is_refused_by_code(
    product: Product, tickets: list[Ticket], frame: str
) -> None:
    async with people(product, tickets[:1]) as [ana]:
        await ana.socket.send(frame)
        refused = await ana.heard(lambda told: told["kind"] == "refused")
        assert refused["code"] == "bad_frame"
        assert (await ana.ask("say", text="still here"))["kind"] == "ok"


async def test_an_oversized_frame_is_refused_and_the_room_is_unharmed(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, *_]:
        await ana.socket.send(json.dumps({"do": "say", "id": "big", "text": "x" * 20_000}))
        assert (await ana.heard(lambda told: told["kind"] == "refused"))["code"] == "too_big"
        assert (await ben.ask("say", text="fine"))["kind"] == "ok"


async def test_a_flood_ends_with_slow_down_and_the_room_is_unharmed(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, *_]:
        for number in range(400):
            if ana.close_code is not None:
                break
            await ana.send({"do": "react", "id": f"f{number}", "reaction": "wow"})
        assert await ana.closed() == 4008
        assert (await ben.ask("say", text="fine"))["kind"] == "ok"


async def test_a_student_cannot_do_what_a_facilitator_may(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, *_]:
        assert await ana.refusal("give_turn", to=ben.seat) == "not_allowed"
        assert await ana.refusal("end_session") == "not_allowed"


async def test_a_fourth_connection_closes_the_oldest(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets[:1]) as [ana]:
        path = f"{ana.path.split('?')[0]}?resume="
        others = []
        for _ in range(3):
            other = Person(product, tickets[0])
            other.path = path + ana.resume
            others.append(await other.come())
        assert await ana.closed() == 4009


async def test_who_is_removed_is_told_and_stays_out(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, _, _, lead]:
        await lead.ask("remove", who=ana.seat, reason="insults")
        assert await ana.closed() == 4003
        await ana.come(beats=False)
        assert await ana.closed() == 4003
        assert ana.bye == "removed"


async def test_the_end_is_told_to_everybody(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, _, _, lead]:
        await lead.ask("end_session")
        assert await ana.closed() == 4004
        assert ana.view["stage"] == "ended"


async def test_who_leaves_gives_the_place_up(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, _, _, lead]:
        await lead.ask("set_queue_mode", order="hands")
        await ana.ask("raise_hand")
        await lead.sees(lambda view: view["queue"])
        await ana.send({"do": "leave", "id": "bye"})
        await lead.sees(lambda view: not view["queue"])


async def test_beats_are_answered_with_the_newest_seq(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets[:1]) as [ana]:
        await ana.send({"do": "beat", "sent": 12.5})
        back = await ana.heard(lambda frame: frame["kind"] == "beat")
        assert (back["sent"], back["seq"]) == (12.5, ana.seq)


async def test_the_log_replays_to_the_stored_state_and_its_chain_holds(product: Product, tickets: list[Ticket]) -> None:
    async with people(product, tickets) as [ana, ben, _, lead]:
        await ana.ask("say", text="hello")
        await ben.ask("raise_hand")
        await lead.ask("end_session")
        await ana.closed()
    report = json.loads(product.manage("replay", "--session", tickets[0].session_id).stdout)
    assert (report["stage"], report["equals_stored"], report["chain_holds"]) == ("ended", True, True)
