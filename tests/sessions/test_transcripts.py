"""The wire as other programs know it: golden conversations, replayed over real sockets in both shapes."""

import os

import pytest

from tests.sessions.transcript import FOLDER, conversation, golden, scenario
from tests.support.product import Product, Ticket

pytestmark = pytest.mark.servers
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
async def test_the_conversation_is_as_it_was_written_down(product: Product, tickets: list[Ticket], name: str) -> None:
    told = await conversation(product, tickets, scenario(name))
    if os.environ.get("WRITE_TRANSCRIPTS"):
        golden(name).write_text(told, "utf-8")
    assert told == golden(name).read_text("utf-8")
