"""The server's clock is set back and forth: no room notices."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.room import next_due_at
from sessions import clock, database, log
from sessions.clock import FOLLOW_AT_MOST, SteadyClock
from sessions.hub import Hub
from sessions.process import SILENT_SECONDS, RoomProcess
from sessions.rehearsals import make_room
from tests.sessions.ears import come

HOUR = 3600.0
PHASES = [{"id": "a", "title": "A", "minutes": 10}, {"id": "b", "title": "B", "minutes": 10}]
PLAN = {"id": "p", "title": "P", "phases": PHASES}
LEAD = 3


class Machine:
    """A wall clock that can be set, and the time that really passes."""

    def __init__(self) -> None:
        self.wall, self.passed = 1_800_000_000.0, 50.0
        self.clock = SteadyClock(lambda: self.wall, lambda: self.passed)

    def live(self, seconds: float, *, people: bool = True) -> None:
        for _ in range(int(seconds)):
            self.wall += 1
            self.passed += 1
            self.clock.follow(at_once=not people)


def test_the_clock_tells_the_time() -> None:
    machine = Machine()
    machine.live(100)
    assert machine.clock() == machine.wall == 1_800_000_100.0


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_wall_clock_that_is_set_moves_no_room(jump: float) -> None:
    machine = Machine()
    before = machine.clock()
    machine.wall += jump
    assert machine.clock() == before
    machine.live(60)
    assert abs(machine.clock() - before - 60) <= 60 * FOLLOW_AT_MOST


def test_a_small_correction_is_taken_over_in_a_short_while() -> None:
    machine = Machine()
    machine.wall += 0.4
    machine.live(10)
    assert machine.clock() == pytest.approx(machine.wall)


def test_without_people_a_changed_clock_is_taken_over_at_once() -> None:
    machine = Machine()
    machine.wall += HOUR
    machine.live(1, people=False)
    assert machine.clock() == machine.wall


# -- a room on such a machine ------------------------------------------------------------------------------------


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(clock, "server", made.clock)
    return made


@pytest.fixture
async def hub(machine: Machine) -> AsyncIterator[Hub]:
    made = await database.write(make_room, 1, 2, 1, PLAN, 60)
    opened = await RoomProcess().hub(made.pk)
    await come(opened, LEAD)
    yield opened
    opened.stop()
    await asyncio.gather(*opened.tasks)


def at_of(hub: Hub) -> list[float]:
    return [row.at for row in log.read_rows(hub.session)]


@pytest.mark.django_db(transaction=True)
async def test_the_time_of_the_log_never_runs_back(hub: Hub, machine: Machine) -> None:
    for jump in (HOUR, -2 * HOUR, 5 * HOUR, -HOUR):
        machine.wall += jump
        machine.live(3)
        await hub.act(ask.Say(LEAD, "what time is it?"))
    times = await database.read(at_of, hub)
    assert times == sorted(times)
    assert times[-1] - times[0] < 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_a_phase_ends_when_its_minutes_have_passed(hub: Hub, machine: Machine, jump: float) -> None:
    machine.live(300)
    machine.wall += jump
    due = next_due_at(hub.room)
    assert due is not None
    assert due - hub.clock() == pytest.approx(300, abs=1)
    machine.live(300 / (1 - FOLLOW_AT_MOST) + 1)
    await hub.act(server.TimeUp())
    assert hub.room.running is not None
    assert hub.room.running.over


@pytest.mark.django_db(transaction=True)
async def test_nobody_is_lost_by_a_jump_of_the_clock(hub: Hub, machine: Machine) -> None:
    machine.wall += HOUR
    machine.live(1)
    hub.process.check_silence()
    assert not hub.process.tasks
    machine.live(SILENT_SECONDS + 2)
    hub.process.check_silence()
    assert hub.process.tasks
    await asyncio.gather(*hub.process.tasks)


@pytest.mark.django_db(transaction=True)
async def test_a_process_with_a_slow_clock_follows_the_room(hub: Hub, machine: Machine) -> None:
    """Written by a process whose clock is ten minutes ahead: here time goes on from there, and timers ring."""
    ahead = machine.clock() + 600
    rows = log.rows_for(hub.session, (hub.room.seq, hub.hash), ahead, [], None, "")
    assert rows == ()
    other = RoomProcess()
    other.clock = SteadyClock(lambda: machine.wall + 600, lambda: machine.passed)
    elsewhere = await other.hub(hub.session)
    await elsewhere.act(ask.Say(LEAD, "from a fast machine"))
    await hub.catch_up()
    assert hub.now() >= elsewhere.room.at
    before = hub.now()
    machine.live(5)
    assert hub.now() - before == pytest.approx(5, abs=0.01)
    elsewhere.stop()
