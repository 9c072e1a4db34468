"""A real SMTP server on a real socket, in a thread, that answers as a test wants."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """Keeps what arrives. ``rcpt`` and ``data``: answers instead of 250; ``on_data`` runs after a mail was taken."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.rcpt: dict[str, str] = {}
        self.data: list[str] = []
        self.on_data: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server: Any, talk: Any, envelope: Any, address: str, options: Any) -> str:
        if answer := self.rcpt.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, talk: Any, envelope: Any) -> str:
        if self.data:
            return self.data.pop(0)
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self.on_data()
        return "250 taken"


@contextmanager
def listening(mailbox: Mailbox, port: int) -> Iterator[int]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
