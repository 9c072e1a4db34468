"""Run as a program: simulated people sit down in a room and take part until it ends.

    python -m tests.support.sit_down --origin http://127.0.0.1:8000 --pause 2 ws://... ws://...

Prints ``lost`` for each command that was never answered, and the reason of each bye.
"""

import argparse
import asyncio

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
        print(*("lost" for _ in person.unanswered), *person.byes)


if __name__ == "__main__":
    main()
