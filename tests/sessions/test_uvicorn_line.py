"""The short way out on uvicorn: only where its protocol is what we know; closing still goes by ``send``."""

import asyncio
from types import SimpleNamespace
from typing import Any

from sessions.outlets import DirectOutlet
from sessions.uvicorn_line import BUFFERED_BYTES_MOST, line_of


class Transport:
    def __init__(self) -> None:
        self.written, self.unread, self.aborted = b"", 0, False

    def write(self, data: bytes) -> None:
        self.written += data
        self.unread += len(data)

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


class WebSocketsSansIOProtocol:
    def __init__(self) -> None:
        self.transport = Transport()
        self.handshake_complete, self.close_sent, self.disconnected = True, False, False
        self.said: list[dict[str, Any]] = []

    async def send(self, message: dict[str, Any]) -> None:
        self.said.append(message)


def line(protocol: Any) -> Any:
    found = line_of(protocol.send)
    assert found is not None
    return found


async def test_frames_of_one_round_leave_in_one_write_and_closing_goes_by_send() -> None:
    protocol = WebSocketsSansIOProtocol()
    outlet = DirectOutlet(line(protocol))
    for frame in (b"one", b"two"):
        outlet.send(outlet.prepare(frame))
    outlet.close(4001)
    await asyncio.sleep(0)
    assert protocol.transport.written == b"\x81\x03one\x81\x03two"
    assert protocol.said == [{"type": "websocket.close", "code": 4001}]
    assert not outlet.line.can_send()


async def test_who_reads_nothing_is_cut() -> None:
    protocol = WebSocketsSansIOProtocol()
    line(protocol).write_now(b"x" * (BUFFERED_BYTES_MOST + 1))
    assert protocol.transport.aborted


def test_another_server_or_another_uvicorn_keeps_its_own_way() -> None:
    async def send(message: dict[str, Any]) -> None:
        del message

    assert line_of(send) is None
    assert line_of(SimpleNamespace(send=send).send) is None
    later = WebSocketsSansIOProtocol()
    del later.transport
    assert line_of(later.send) is None
