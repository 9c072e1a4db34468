"""Packets to slots, with real Opus; no process and no network."""

import itertools

import av
import numpy as np
import pytest

from sessions.media.measure_child import BLOCK, RATE, Stream, payload_of

TRUTH = [(1.0, 2.0), (3.0, 3.6), (5.0, 5.2)]
SECONDS = 6


def sound() -> np.ndarray:
    """Noise of a quiet room, and a tone in the intervals of TRUTH."""
    at = np.arange(SECONDS * RATE) / RATE
    speaks = np.any([(at >= begins) & (at < ends) for begins, ends in TRUTH], axis=0)
    return np.sin(2 * np.pi * 440 * at) * 12_000 * speaks + np.random.default_rng(7).normal(0, 20, len(at))


@pytest.fixture(scope="module")
def packets() -> list[bytes]:
    coder = av.CodecContext.create("libopus", "w")
    coder.sample_rate, coder.layout, coder.format = RATE, "mono", "s16"
    found = []
    for start in range(0, SECONDS * RATE, BLOCK):
        samples = sound()[start : start + BLOCK].astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, start
        found += [bytes(packet) for packet in coder.encode(frame)]
    return found


def rtp(number: int, stamp: int, payload: bytes) -> bytes:
    return bytes([0x80, 111]) + number.to_bytes(2, "big") + (stamp % 2**32).to_bytes(4, "big") + bytes(4) + payload


def measured(packets: list[bytes], first_stamp: int = 0, late: tuple[float, ...] = (0.0,)) -> list[int]:
    """Slots of speech; each packet comes as much later as `late` says in turn."""
    stream, delays = Stream(offset=1000.0), itertools.cycle(late)
    for number, payload in enumerate(packets):
        stream.take(rtp(number, first_stamp + number * BLOCK, payload), number * 0.02 + next(delays))
    first, speech, _ = stream.slots.before(99_999)
    return [first + bit for bit in range(speech.bit_length()) if speech >> bit & 1]


def true_slots() -> list[int]:
    return [slot for begins, ends in TRUTH for slot in range(round(10_000 + begins * 10), round(10_000 + ends * 10))]


def apart(found: list[int]) -> set[int]:
    """Slots that are wrong by more than where an interval begins or ends (Opus looks 6.5 ms ahead)."""
    near = {slot + by for slot in true_slots() for by in (-1, 0, 1)}
    return (set(found) - near) | {slot for slot in true_slots() if not {slot - 1, slot, slot + 1} & set(found)}


def test_known_speech_is_found(packets):
    assert apart(measured(packets)) == set()
    assert len(measured(packets)) == pytest.approx(len(true_slots()), abs=len(TRUTH))


def test_packets_that_come_unevenly_are_put_at_their_time(packets):
    assert apart(measured(packets, late=(0.0, 0.08, 0.03))) == set()


def test_time_stamps_may_begin_anywhere_and_run_over(packets):
    assert measured(packets, first_stamp=2**32 - RATE) == measured(packets)


def test_a_packet_that_is_no_opus_is_passed_over(packets):
    assert apart(measured([*packets[:100], b"\xff\x00nonsense", *packets[101:]])) == set()


def test_a_lost_second_is_not_covered(packets):
    stream = Stream(offset=0.0)
    for number, payload in enumerate(packets):
        if not 100 <= number < 150:
            stream.take(rtp(number, number * BLOCK, payload), number * 0.02)
    assert stream.slots.covered.isdisjoint(range(21, 29))


def test_the_payload_is_what_is_left_of_header_extension_and_padding():
    assert payload_of(rtp(1, 0, b"sound")) == b"sound"
    extended = bytes([0x90]) + rtp(1, 0, b"")[1:] + b"\xbe\xde\x00\x01" + b"\x10\x9b\x00\x00" + b"sound"
    assert payload_of(extended) == b"sound"
    padded = bytes([0xA0]) + rtp(1, 0, b"sound" + bytes([0, 0, 3]))[1:]
    assert payload_of(padded) == b"sound"
    assert payload_of(b"short") == b""
