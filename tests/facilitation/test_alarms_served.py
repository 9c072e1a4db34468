"""The served product pages by itself, also when the process that noticed the loss is killed before the mail is due."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.people import PATIENCE_SECONDS, Person
from tests.support.product import Product, Ticket, embedded

pytestmark = [pytest.mark.servers, pytest.mark.long]
# The look at rooms comes every 10 s.
PATIENCE_FOR_MAIL_SECONDS = 2 * PATIENCE_SECONDS
SUBJECTS = ("Please look now: Group Cedar has no facilitator", "Your group waits for you: Group Cedar")


@pytest.fixture
def product() -> Iterator[Product]:
    with embedded() as product:
        yield product


def room_without_facilitator(product: Product) -> dict[str, Any]:
    """Live, and its facilitator left 45 s ago."""
    options = ("--starts-in=-300", "--students=2", "--phase=0", "--into=45", "--series")
    room: dict[str, Any] = product.make("make_live_room", *options)[0]
    return room


def mails(product: Product) -> str:
    folder = Path(product.environment["DIALOGUE_DATA_DIR"])
    return "\n".join(path.read_text(errors="replace") for path in folder.rglob("*.log"))


async def test_a_mail_goes_out_though_the_process_that_noticed_was_killed(product: Product) -> None:
    room = await asyncio.to_thread(room_without_facilitator, product)
    [student, *_] = room["people"]
    ticket = Ticket(room["id"], student["seat"], "student", f"ws://127.0.0.1:{product.ports[0]}{student['socket']}")
    person = await Person(product, ticket).come()
    await person.sees(lambda view: not view["facilitated"])
    await asyncio.to_thread(product.kill, 0)
    await person.go()
    await asyncio.to_thread(product.start, 0)
    await person.come()
    await person.until(lambda: person.you)
    async with asyncio.timeout(PATIENCE_FOR_MAIL_SECONDS):
        while not all(subject in mails(product) for subject in SUBJECTS):
            await asyncio.sleep(0.2)
    await person.go()
