"""Three processes, writers that race, a doorbell that drops, delays, repeats and reorders: one room in the end.

After each step: the log's chain and its time run forward, every hub's room is the replay of the log up to its seq,
every view that was sent is the view of the room at its seq, and the queue is as in the reference model. In the end all
hubs and all views are level. 10,000 steps in the normal run, 100,000 new ones with DIALOGUE_TEST_DEPTH=deep.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.room import Refused, Room, apply, next_due_at, replay
from dialogue.views import view_for
from sessions import clock, database, log
from sessions.hub import Hub
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.wire import digest_of
from tests.dialogue.depth import DEEP
from tests.dialogue.queue_model import Model
from tests.sessions.bad_layer import BadLayer
from tests.sessions.ears import Ears, come

pytestmark = pytest.mark.django_db(transaction=True)
STUDENTS, LEAD = (1, 2, 3, 4), 5
PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 600, "mode": "free"}]}
PROCESSES = 3
EXAMPLES, STEPS = (1_000 if DEEP else 100), 100

seats, places = st.sampled_from(STUDENTS), st.integers(0, PROCESSES - 1)
devices = st.sampled_from(("laptop", "phone"))
messages = st.integers(0, 50)
# What two people do at the same moment on two processes; each is a method of the machine.
race_kinds = st.sampled_from(("raise", "lower", "end", "drop", "return", "say"))


class Clock:
    """The one clock of all processes; the test moves it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Rooms(RuleBasedStateMachine):
    clock: ClassVar[Clock]

    # -- beginning and end -------------------------------------------------------------------------------------

    @initialize(order=st.sampled_from(("hands", "fewest_turns")))
    def begin(self, order: str) -> None:
        self.ids, self.layer = count(1), BadLayer()
        self.rooms: list[Room] = [Room()]
        self.hash = log.GENESIS
        self.sockets: dict[tuple[int, str], tuple[Hub, Ears]] = {}
        self.heard: dict[int, int] = {}
        self.last_line: dict[int, int] = {}
        self.kept: list[Ears] = []  # so that no two have the same id
        self.model = Model(STUDENTS, fewest_turns=order == "fewest_turns")
        self.runner = asyncio.Runner()
        self.runner.run(self.open(order))

    async def open(self, order: str) -> None:
        made = await database.write(make_room, 1, len(STUDENTS), 1, PLAN, 600)
        self.processes = [RoomProcess() for _ in range(PROCESSES)]
        for process in self.processes:
            process.doorbell.layer = self.layer
            await process.doorbell.start()
        self.hubs = [await process.hub(made.pk) for process in self.processes]
        await come(self.hubs[0], LEAD)
        for seat in STUDENTS:
            await self.returns(seat, "laptop", seat % PROCESSES)
        await self.hubs[0].act(ask.SetQueueMode(LEAD, order))
        await self.settle()

    def teardown(self) -> None:
        if not hasattr(self, "runner"):
            return
        self.runner.run(self.all_level())
        self.look()
        room = self.rooms[-1]
        assert all(hub.room == room for hub in self.hubs)
        for hub, ears in self.sockets.values():
            assert ears.last("view")["seq"] == room.seq
            assert ears.view == self.expected(room, "students"), hub.process.id
        assert self.runner.run(database.read(log.broken_at, self.hubs[0].session)) is None
        assert replay(self.runner.run(database.read(log.read, self.hubs[0].session))) == room
        self.runner.run(self.close())
        self.runner.close()

    async def all_level(self) -> None:
        for hub in self.hubs:
            await self.beats(hub)
        await self.settle()

    async def beats(self, hub: Hub) -> None:
        """What a heartbeat does for a room (sessions/process.py)."""
        newest = await database.read(log.newest, [hub.session])
        if newest[hub.session] > hub.room.seq:
            await hub.catch_up()

    async def close(self) -> None:
        for process in self.processes:
            for hub in process.hubs.values():
                hub.stop()
            await process.doorbell.stop()

    async def settle(self) -> None:
        """Everything that was started has ended, also sockets that were told to go."""
        for _ in range(3):
            await asyncio.sleep(0)
        while tasks := [task for hub in self.hubs for task in (*hub.tasks, *hub.process.tasks)]:
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)
        for hub in self.hubs:
            for socket in [socket for socket in hub.sockets.values() if socket.closing]:
                with suppress(Refused):
                    await hub.leave(socket)

    # -- what people do ----------------------------------------------------------------------------------------

    def command(self, kind: str, seat: int) -> ask.Command:
        speaker = self.rooms[-1].speaker
        match kind:
            case "raise":
                return ask.RaiseHand(seat)
            case "lower":
                return ask.LowerHand(seat)
            case "say":
                return ask.Say(seat, f"line {next(self.ids)}")
            case _:
                return ask.EndTurn(speaker.seat if speaker else seat)

    async def does(self, kind: str, seat: int, device: str, place: int) -> Callable[[], None]:
        """Asks a process for it; returns what the model must do when it happened."""
        if kind == "drop":
            await self.drops(seat, device)
            return lambda: self.model.drops(seat, device)
        if kind == "return":
            await self.returns(seat, device, place)
            return lambda: self.model.returns(seat, device)
        command = self.command(kind, seat)
        with suppress(Refused):
            await self.hubs[place].act(command, f"{seat}:{device}:{next(self.ids)}", digest_of(command))
        told = {"raise": self.model.raises, "lower": self.model.lowers, "end": self.model.ends}.get(kind)
        return (lambda: told(command.seat)) if told else (lambda: None)

    async def drops(self, seat: int, device: str) -> None:
        hub, ears = self.sockets.pop((seat, device), (None, None))
        for socket in list(hub.sockets.values()) if hub else ():
            if socket.outlet is ears:
                with suppress(Refused):
                    await hub.leave(socket)

    async def returns(self, seat: int, device: str, place: int) -> None:
        hub = self.hubs[place]
        ears = await come(hub, seat, device=device)
        self.sockets[seat, device] = (hub, ears)
        self.kept.append(ears)

    @rule(kind=st.sampled_from(("raise", "raise", "lower", "end", "say")), seat=seats, device=devices, place=places)
    def somebody_acts(self, kind: str, seat: int, device: str, place: int) -> None:
        self.now(self.does(kind, seat, device, place))()

    @rule(kind=st.sampled_from(("drop", "return", "return")), seat=seats, device=devices, place=places)
    def somebody_comes_or_goes(self, kind: str, seat: int, device: str, place: int) -> None:
        self.now(self.does(kind, seat, device, place))()

    @rule(place=places)
    def the_facilitator_gives_the_floor(self, place: int) -> None:
        room = self.rooms[-1]
        first = next((hand.seat for hand in room.queue if room.here(hand.seat)), None)
        if first is not None and room.speaker is None:
            self.now(self.hubs[place].act(ask.GiveTurn(LEAD, first)))
        self.model.gives_next()

    @rule(seat=seats, one=places, other=places)
    def somebody_asks_twice(self, seat: int, one: int, other: int) -> None:
        """A client that heard no answer asks again, perhaps another process: it happens once."""
        command, key = ask.Say(seat, "once"), f"{seat}:laptop:{next(self.ids)}"
        with suppress(Refused):
            first = self.now(self.hubs[one].act(command, key, digest_of(command)))
            assert self.now(self.hubs[other].act(command, key, digest_of(command))) == first

    @rule(first=race_kinds, second=race_kinds, one=seats, other=seats, place=places, beside=st.integers(1, 2))
    def two_act_at_once(self, first: str, second: str, one: int, other: int, place: int, beside: int) -> None:
        """Two processes decide on the same room; the log says who was first, and the model does it in that order."""
        before = self.rooms[-1].seq
        elsewhere = (place + beside) % PROCESSES
        doings = ((first, one, "laptop", place), (second, other, "phone", elsewhere))
        told = self.now(self.both(*(self.traced(*doing) for doing in doings)))
        rows = self.now(database.read(log.read_rows, self.hubs[0].session, before))
        happened = [(seq, model) for model, trace in told for seq in [seq_of(rows, trace)] if seq is not None]
        for _, model in sorted(happened, key=lambda pair: pair[0]):
            model()

    async def both(self, *works: Awaitable[Any]) -> list[Any]:
        return list(await asyncio.gather(*works))

    async def traced(self, kind: str, seat: int, device: str, place: int) -> tuple[Callable[[], None], str]:
        """With what tells its row in the log: the name of its connection, or the key of its command."""
        if kind == "drop":
            trace = self.name_of(seat, device)
        elif kind == "return":
            trace = f'"seat":{seat},"connection":"{seat}-{device}-'
        else:
            trace = f"{seat}:{device}:{place}:{next(self.ids)}"
            command = self.command(kind, seat)
            with suppress(Refused):
                await self.hubs[place].act(command, trace, digest_of(command))
            told = {"raise": self.model.raises, "lower": self.model.lowers, "end": self.model.ends}.get(kind)
            return ((lambda: told(command.seat)) if told else (lambda: None)), trace
        return await self.does(kind, seat, device, place), trace

    def name_of(self, seat: int, device: str) -> str:
        hub, ears = self.sockets.get((seat, device), (None, None))
        found = [s.connection for s in hub.sockets.values() if s.outlet is ears] if hub else []
        return f'"{found[0]}"' if found else "nobody"

    # -- time --------------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from((1, 2, 7, 14, 15, 16, 40, 89, 90, 91)), ringers=st.lists(places, max_size=3))
    def time_passes(self, seconds: int, ringers: list[int]) -> None:
        """Timers ring when they are due, on some processes, doubled, and on one at least that knows the room."""
        until = self.clock.now + seconds
        while (due := next_due_at(self.rooms[-1])) is not None and due <= until:
            self.clock.now = max(self.clock.now, due)
            self.now(self.ring(ringers))
            assert next_due_at(self.rooms[-1]) != due
        self.clock.now = until
        for _ in range(seconds):
            self.model.second()

    async def ring(self, ringers: list[int]) -> None:
        await asyncio.gather(*(self.hubs[place].act(server.TimeUp()) for place in ringers))
        await self.beats(self.hubs[0])
        await self.hubs[0].act(server.TimeUp())

    # -- the doorbell ------------------------------------------------------------------------------------------

    @rule(what=st.sampled_from(("arrive", "arrive", "repeat", "lose", "reverse", "heartbeat")), place=messages)
    def the_doorbell(self, what: str, place: int) -> None:
        """Some ring of the line arrives, stays in it to arrive again, is lost; or all arrive, the last one first."""
        match what:
            case "lose":
                self.layer.lose(place)
            case "reverse":
                while self.layer.held:
                    self.layer.deliver(-1)
            case "heartbeat":
                self.now(self.beats(self.hubs[place % PROCESSES]))
            case _:
                self.layer.deliver(place, again=what == "repeat")
        self.now(asyncio.sleep(0))

    # -- what must hold ----------------------------------------------------------------------------------------

    def now(self, work: Awaitable[Any]) -> Any:
        async def whole() -> Any:
            done = await work
            await self.settle()
            return done

        done = self.runner.run(whole())
        self.read_on()
        return done

    def read_on(self) -> None:
        for row in self.runner.run(database.read(log.read_rows, self.hubs[0].session, self.rooms[-1].seq)):
            assert row.seq == self.rooms[-1].seq + 1
            assert row.at >= self.rooms[-1].at
            assert row.hash == log.hash_of(row, self.hubs[0].session, self.hash)
            self.hash = row.hash
            self.rooms.append(apply(self.rooms[-1], row.happened()))

    @invariant()
    def look(self) -> None:
        if not hasattr(self, "runner"):
            return
        self.read_on()
        room = self.rooms[-1]
        queue, speaker = [hand.seat for hand in room.queue], room.speaker.seat if room.speaker else None
        assert (queue, speaker) == (self.model.queue(), self.model.speaker)
        for hub in self.hubs:
            assert hub.room == self.rooms[hub.room.seq]
        for _, ears in self.sockets.values():
            self.check_frames(ears)

    def check_frames(self, ears: Ears) -> None:
        """Those since the last look: each view is that of its seq, each line comes once and in order."""
        for frame in ears.frames[self.heard.get(id(ears), 0) :]:
            if frame["kind"] == "view":
                assert frame["view"] == self.expected(self.rooms[frame["seq"]], "students")
            for line in frame.get("lines", ()):
                before = self.last_line.get(id(ears), line["n"] - 1)
                assert line["n"] == before + 1
                self.last_line[id(ears)] = line["n"]
        self.heard[id(ears)] = len(ears.frames)

    def expected(self, room: Room, audience: str) -> Any:
        return json.loads(msgspec.json.encode(view_for(room, audience)))


def seq_of(rows: list[log.Row], trace: str) -> int | None:
    """Of the row that a doing left behind, or None when it was refused."""
    for row in rows:
        if row.command == trace:
            return row.seq
        if row.kind in ("Connected", "Disconnected") and trace in row.data:
            return row.seq
    return None


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests share one SQLite in memory, which locks whole tables; what races here are the processes' decisions."""
    threads = database.Threads(1, "test")
    monkeypatch.setattr(database, "readers", threads)
    monkeypatch.setattr(database, "writer", threads)


def test_three_processes_and_a_bad_doorbell_make_one_room(one_thread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Rooms.clock = Clock()
    monkeypatch.setattr(clock, "server", Rooms.clock)
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    depth = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[Phase.generate],  # a failing story is short enough to read; to shrink one takes minutes
        derandomize=not DEEP,
        database=None,
        suppress_health_check=slow,
    )
    run_state_machine_as_test(Rooms, settings=depth)
