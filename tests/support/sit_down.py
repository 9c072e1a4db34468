"""Run as a program: simulated people sit down in a room and take part until it ends.

    python -m tests.support.sit_down --origin http://127.0.0.1:8000 --pause 2 ws://... ws://...

Prints ``lost`` for each command that was never answered, and the reason of each bye. The last commands may have crossed
with the goodbye: the more, the busier the machine.
"""

import argparse
import asyncio
from itertools import takewhile

from sessions.simulation import Person


async def take_part(people: list[Person]) -> None:
    await asyncio.gather(*(person.live() for person in people))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--origin", required=True)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two acts of a person")
    options = parser.parse_args()
    people = [Person(url, options.origin, seed, options.pause) for seed, url in enumerate(options.urls)]
    asyncio.run(take_part(people))
    for person in people:
        print(*("lost" for _ in lost(person)), *person.byes)


def lost(person: Person) -> set[str]:
    crossed = takewhile(person.unanswered.__contains__, (f"s{number}" for number in range(person.asked, 0, -1)))
    return person.unanswered - set(crossed)


if __name__ == "__main__":
    main()
