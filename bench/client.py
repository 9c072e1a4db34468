"""A lean WebSocket client (RFC 6455): a driver of 8,000 sockets must leave the cores to the servers.

No extensions, no fragments, text only: what the room speaks. Pings are answered. `websockets` costs the driver about
four times as much for a frame.
"""

import asyncio
import base64
import os
from collections.abc import Callable
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
CONNECT_SECONDS = 60.0


class Closed(ConnectionError):
    """The server refused the handshake or hung up during it."""


class Client(asyncio.Protocol):
    """``on_text`` gets each message. ``code`` is set when the socket is closed: 1006 without a close frame."""

    def __init__(self, on_text: Callable[[bytes], None]) -> None:
        self.on_text = on_text
        self.buffer = bytearray()
        self.transport: asyncio.Transport
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.code = 0
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.code = self.code or 1006
        self.is_open = False
        if not self.opened.done():
            self.opened.set_exception(Closed("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open and not self.code and not self.handshaken():
            return
        while self.next_frame():
            pass

    def handshaken(self) -> bool:
        head, end, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if not end:
            return False
        self.buffer = bytearray(rest)
        status = head.split(b" ", 2)[1]
        if status != b"101":
            self.opened.set_exception(Closed(f"HTTP {status.decode()}"))
            self.transport.close()
            return False
        self.is_open = True
        self.opened.set_result(None)
        return True

    def next_frame(self) -> bool:
        """Takes one whole frame off the buffer."""
        buffer = self.buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(buffer) < start:
                return False
            size = int.from_bytes(buffer[2:start])
        if len(buffer) < start + size:
            return False
        opcode, payload = buffer[0] & 0xF, bytes(buffer[start : start + size])
        del buffer[: start + size]
        self.heard(opcode, payload)
        return True

    def heard(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.on_text(payload)
        elif opcode == PING:
            self.write(PONG, payload)
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2]) if payload else 1005
            if self.is_open:
                self.write(CLOSE, payload[:2])
            self.is_open = False
            self.transport.close()

    def send(self, text: bytes) -> None:
        if self.is_open:
            self.write(TEXT, text)

    def write(self, opcode: int, payload: bytes) -> None:
        self.transport.write(masked(opcode, payload))

    def close(self) -> None:
        """Says goodbye and closes."""
        if self.is_open:
            self.write(CLOSE, (1000).to_bytes(2))
            self.is_open = False
        self.transport.close()

    def abort(self) -> None:
        """What a lost network does: no goodbye."""
        self.is_open = False
        self.transport.abort()


def masked(opcode: int, payload: bytes) -> bytes:
    """A whole frame as a client must send it: masked with four random bytes."""
    size, mask = len(payload), os.urandom(4)
    head = bytes([0x80 | opcode])
    head += (
        bytes([0x80 | size])
        if size < 126
        else b"\xfe" + size.to_bytes(2)
        if size < 65536
        else b"\xff" + size.to_bytes(8)
    )
    key = (mask * (size // 4 + 1))[:size]
    return head + mask + (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(size)


async def connect(url: str, origin: str, on_text: Callable[[bytes], None]) -> Client:
    """An open socket. Raises ``Closed`` or ``OSError``."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    async with asyncio.timeout(CONNECT_SECONDS):
        _, client = await loop.create_connection(lambda: Client(on_text), parts.hostname, parts.port)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: dialogue.v1",
            f"Origin: {origin}", "", "",
        ]  # fmt: skip
        client.transport.write("\r\n".join(lines).encode())
        await client.opened
    return client
