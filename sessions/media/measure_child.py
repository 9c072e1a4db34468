"""The process that measures who speaks where the server does that itself (`DIALOGUE_TALK_MEASURE=server`).

    python -m sessions.media.measure_child ADDRESS

Gets Opus packets from Janus by UDP, decodes them and keeps levels of 20 ms until they are slots of speech; no sound is
kept. First line of its output: `{"port": …}`. Input, a line each: `{"open": ssrc, "offset": seconds}` (server's clock
minus the monotonic clock) and `{"close": ssrc}`. Output, about once a second for each speaker: `{"ssrc": …, "first":
slot, "speech": bits, "covered": bits}`. Ends with its input.
"""

import json
import math
import os
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

from sessions.media.speech import BLOCK_SECONDS, SILENCE_DBFS, SLOTS_PER_SECOND, Slots

RATE = 48_000
BLOCK = int(RATE * BLOCK_SECONDS)
TELL_SECONDS = 1.0
LATE_SECONDS = 0.3  # packets come in order within that
# The clock of a sender is off by 100 ppm at most: 2 µs a packet of 20 ms.
DRIFT_SECONDS = 2e-6


class Stream:
    """One speaker. `offset`: the server's clock minus ours."""

    def __init__(self, offset: float) -> None:
        import av

        self.offset = offset
        self.decoder: Any = av.CodecContext.create("libopus", "r")
        self.slots = Slots()
        self.newest: int | None = None
        self.began_at = math.inf  # on our clock: when the packet with time stamp 0 would have come, at the earliest

    def take(self, packet: bytes, arrived_at: float) -> None:
        stamp = self.unwrapped(int.from_bytes(packet[4:8], "big"))
        if self.newest is not None and stamp <= self.newest:
            return  # late or twice: its slot was told, or counts as not covered
        self.newest = stamp
        self.began_at = min(self.began_at + DRIFT_SECONDS, arrived_at - stamp / RATE)
        at = self.began_at + stamp / RATE + self.offset
        for number, dbfs in enumerate(self.levels(payload_of(packet))):
            self.slots.take(at + number * BLOCK_SECONDS, dbfs)

    def unwrapped(self, stamp: int) -> int:
        """Time stamps have 32 bits and begin anywhere."""
        if self.newest is None:
            return stamp
        return self.newest + (stamp - self.newest + 2**31) % 2**32 - 2**31

    def levels(self, payload: bytes) -> Iterator[float]:
        import av
        import numpy as np

        try:
            frames = self.decoder.decode(av.Packet(payload)) if payload else []
        except av.FFmpegError:
            return
        for frame in frames:
            samples = frame.to_ndarray().astype(np.float64)
            scale = 1.0 if frame.format.name.startswith("flt") else 32768.0
            mono = (
                samples.mean(axis=0)
                if frame.format.is_planar
                else samples.reshape(-1, frame.layout.nb_channels).mean(axis=1)
            )
            for start in range(0, len(mono) - BLOCK + 1, BLOCK):
                yield dbfs_of(float(np.mean((mono[start : start + BLOCK] / scale) ** 2)))


def dbfs_of(power: float) -> float:
    return 10 * math.log10(power) if power > 1e-10 else SILENCE_DBFS


def payload_of(packet: bytes) -> bytes:
    """Of an RTP packet (RFC 3550, 5.1), without header, extension and padding; empty when it is none."""
    if len(packet) < 12 or packet[0] >> 6 != 2:
        return b""
    start = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    end = len(packet) - (packet[-1] if packet[0] & 0x20 else 0)
    return packet[start:end]


class Measurer:
    def __init__(self, address: str) -> None:
        self.streams: dict[int, Stream] = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.setblocking(False)
        self.waiting = b""

    def run(self) -> None:
        self.tell({"port": self.socket.getsockname()[1]})
        ready = selectors.DefaultSelector()
        ready.register(self.socket, selectors.EVENT_READ)
        ready.register(sys.stdin.fileno(), selectors.EVENT_READ)
        tell_at = time.monotonic() + TELL_SECONDS
        while True:
            for key, _ in ready.select(timeout=TELL_SECONDS / 2):
                if key.fileobj is self.socket:
                    self.hear()
                elif not self.obey():
                    return
            if time.monotonic() >= tell_at:
                tell_at = time.monotonic() + TELL_SECONDS
                self.tell_slots()

    def obey(self) -> bool:
        """False at the end of the input."""
        found = os.read(sys.stdin.fileno(), 65536)
        *lines, self.waiting = (self.waiting + found).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "open" in order:
                self.streams[order["open"]] = Stream(order["offset"])
            else:
                self.streams.pop(order["close"], None)
        return bool(found)

    def hear(self) -> None:
        try:
            while True:
                packet = self.socket.recv(2048)
                stream = self.streams.get(int.from_bytes(packet[8:12], "big"))
                if stream is not None:
                    stream.take(packet, time.monotonic())
        except BlockingIOError:
            return

    def tell_slots(self) -> None:
        for ssrc, stream in self.streams.items():
            until = int((time.monotonic() + stream.offset - LATE_SECONDS) * SLOTS_PER_SECOND)
            if (found := stream.slots.before(until)) is not None:
                first, speech, covered = found
                self.tell({"ssrc": ssrc, "first": first, "speech": speech, "covered": covered})

    def tell(self, message: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    Measurer(sys.argv[1]).run()
