"""A live room in which people talk and hear each other, on a clock that only moves when it is told to."""

import time
from base64 import b64encode
from typing import Any

from accounts import services as accounts
from dialogue import commands as ask
from dialogue import server_commands as server
from dialogue.talk import ones, slot_of
from sessions import database, ground_rules, wire
from sessions.hub import Hub
from sessions.models import DialogueSession
from sessions.process import RoomProcess
from sessions.rehearsals import make_room
from sessions.sockets import RoomSocket
from tests.factories import make_user
from tests.sessions.ears import Ears

PLAN = {"id": "p", "title": "P", "phases": [{"id": "a", "title": "A", "minutes": 60}]}
STUDENTS = (1, 2, 3, 4)
LEAD = 5
EPOCH = 1


class Clock:
    def __init__(self) -> None:
        self.at = round(time.time() + 1, 1)

    def __call__(self) -> float:
        return self.at


def make_talk_room(unwilling: tuple[int, ...] = ()) -> DialogueSession:
    """Everybody has an account and said yes to being measured, but the ``unwilling``."""
    made = make_room(1, len(STUDENTS), 1, PLAN, 60)
    for seat in made.seats.filter(number__lte=LEAD):
        seat.user = make_user(f"Person {seat.number}")
        seat.save()
        answer = accounts.withdraw_consent if seat.number in unwilling else accounts.grant_consent
        answer(seat.user, ground_rules.TALK.key, ground_rules.scope_of(made))
    return made


class TalkRoom:
    """Everybody is in with the microphone on, in a mesh."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self.hub, self.clock = hub, clock
        self.sockets: dict[int, RoomSocket] = {}
        self.ears: dict[int, Ears] = {}

    @classmethod
    async def open(cls, made: DialogueSession) -> "TalkRoom":
        process, clock = RoomProcess(), Clock()
        process.clock = clock  # type: ignore[assignment]
        room = cls(await process.hub(made.pk), clock)
        for seat in (*STUDENTS, LEAD):
            await room.come(seat)
        await room.hub.act(server.PlanMedia("mesh", "", 0))
        clock.at += 1
        return room

    async def come(self, seat: int) -> None:
        self.ears[seat] = Ears()
        audience = "facilitators" if seat == LEAD else "students"
        now = self.clock()
        socket = RoomSocket(f"c{seat}", seat, "d", None, audience, "en", self.ears[seat], now, now, page=f"{seat}-page")
        self.sockets[seat] = socket
        await self.hub.enter(socket)
        await self.hub.act(ask.SetMedia(seat, muted=False, camera=False))

    def report(self, witness: int, heard: dict[int, int], count: int = 50, since: float | None = None) -> None:
        """``heard``: seat -> the slots that were speech, of the ``count`` slots before now, all with sound."""
        covered = text_of(ones(count), count)
        self.send(witness, {seat: f"{text_of(speech, count)}.{covered}" for seat, speech in heard.items()}, since)

    def send(self, witness: int, slots: dict[int, str], since: float | None = None) -> None:
        since = (slot_of(self.clock()) - 50) / 10 if since is None else since
        self.hub.talk.heard(self.sockets[witness], wire.Heard(epoch=EPOCH, since=since, slots=slots))

    async def talk(
        self, seconds: float, speaks: dict[int, int], witnesses: tuple[int, ...] = (*STUDENTS, LEAD)
    ) -> None:
        """Everybody tells each 5 s what they hear; ``speaks``: seat -> the slots of each 5 s that are speech."""
        for _ in range(round(seconds / 5)):
            self.clock.at = round(self.clock.at + 5, 1)
            for witness in witnesses:
                others = [seat for seat in (*STUDENTS, LEAD) if seat != witness]
                self.report(witness, {seat: speaks.get(seat, 0) for seat in others})
            if round(self.clock.at) % 7 < 5:
                await self.round()

    async def round(self) -> None:
        """What the timer does, now."""
        await self.hub.talk.round(8.0)

    async def end(self) -> None:
        self.clock.at += 1
        await self.hub.act(ask.EndSession(LEAD))
        await self.close()

    async def close(self) -> None:
        await self.hub.talk.finish()
        self.hub.stop()
        while self.hub.tasks:
            await next(iter(self.hub.tasks))

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ears[LEAD].last("view").get("talk", {})
        return found


def text_of(mask: int, count: int) -> str:
    return b64encode(mask.to_bytes((count + 7) // 8, "little")).decode()


async def opened(unwilling: tuple[int, ...] = ()) -> TalkRoom:
    return await TalkRoom.open(await database.write(make_talk_room, unwilling))
