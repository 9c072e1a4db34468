"""One driver process of a herd (herd.py): `python -m bench._member`.

Reads a line of JSON with its rooms and the profile, lets everybody come, says `ready`, and follows the lines it is
given: `talk` begins the commands, `window` is answered with the outcome of that time, `end` lets everybody go.
"""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from bench.driver import Crowd, Profile, keep_beating
from bench.outcome import outcome

JOINS_AT_ONCE = 10


async def drive() -> None:
    loop = asyncio.get_running_loop()
    given = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    profile = Profile(**given["profile"])
    crowd = Crowd(given["rooms"], "http://127.0.0.1")
    quiet = [asyncio.create_task(keep_beating(room, place % 7 / 7)) for place, room in enumerate(crowd.rooms)]
    await crowd.come(JOINS_AT_ONCE)
    tell({"ready": len(crowd.seats)})
    while (line := await loop.run_in_executor(None, sys.stdin.readline)) and (order := json.loads(line))["do"] != "end":
        if order["do"] == "talk":
            for task in quiet:
                task.cancel()
            crowd.start(profile)
        else:
            seen = outcome(crowd, order["since"], order["until"])
            tell({"outcome": asdict(seen), "acked": acknowledged(crowd)})
    await crowd.go()


def tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def acknowledged(crowd: Crowd) -> list[list[Any]]:
    """Session and seq of every command that was acknowledged since the beginning."""
    return [
        [seat.url.split("/ws/rooms/")[1].split("/")[0], sent.seq]
        for seat in crowd.seats
        for sent in seat.sent.values()
        if sent.seq > 0
    ]


if __name__ == "__main__":
    asyncio.run(drive())
