"""Codes of languages: ISO 639-1 by list, longer ones (ISO 639-3, and tags such as pt-BR) by their form."""

from __future__ import annotations

import re

SECOND_LETTERS = {
    "a": "abefkmnrsvyz",
    "b": "aeghimnors",
    "c": "aehorsuvy",
    "d": "aevz",
    "e": "elnostu",
    "f": "afijory",
    "g": "adlnuv",
    "h": "aeiortuyz",
    "i": "adegikostu",
    "j": "av",
    "k": "agijklmnorsuvwy",
    "l": "abginotuv",
    "m": "ghiklnrsty",
    "n": "abdeglnorvy",
    "o": "cjmrs",
    "p": "ailst",
    "q": "u",
    "r": "mnouw",
    "s": "acdeghiklmnoqrstuvw",
    "t": "aeghiklnorstwy",
    "u": "gkrz",
    "v": "eio",
    "w": "ao",
    "x": "h",
    "y": "io",
    "z": "ahu",
}
"""By first letter, the second letters of ISO 639-1 (withdrawn codes such as sh and iw too)."""
TWO_LETTERS = frozenset(first + second for first, seconds in SECOND_LETTERS.items() for second in seconds)
FORM = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]{2,8})*")


def is_language(code: str) -> bool:
    """Whether a code names a language (three letters are not looked up)."""
    found = FORM.fullmatch(code)
    return found is not None and (len(found[1]) == 3 or found[1] in TWO_LETTERS)
