"""The texts of a ``heard`` frame as bits: base64 of the slots that were speech, a dot, base64 of those with sound."""

import binascii
from base64 import b64decode
from collections.abc import Iterable

from dialogue.talk import Vote


def vote_of(text: str) -> Vote | None:
    """None when it cannot be read. Without a dot every slot had sound."""
    speech, dot, covered = text.partition(".")
    try:
        said = b64decode(speech, validate=True)
        heard = b64decode(covered, validate=True) if dot else b"\xff" * len(said)
    except (binascii.Error, ValueError):
        return None
    return Vote(int.from_bytes(said, "little"), int.from_bytes(heard, "little"))


def votes_of(slots: Iterable[tuple[int, str]]) -> dict[int, Vote]:
    return {seat: vote for seat, text in slots if (vote := vote_of(text)) is not None}
