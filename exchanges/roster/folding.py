"""Comparing words as people write them: case, accents, punctuation and odd blanks do not count."""

import re
import unicodedata
from functools import lru_cache

# Invisible characters that spreadsheets and mail programs leave behind. Joiners (U+200C, U+200D) stay: Persian and
# Indic names need them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# First letters of UTF-8 read as Windows-1252 ("JoÃ«lle"), Latin and Arabic.
_MOJIBAKE = re.compile("[ÃÂÄÅØÙÐÑ][\u0080-\u00ff\u0152-\u0178\u02c6\u02dc\u2013-\u2122]")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "ـ": ""})


def clean_cell(text: str) -> str:
    """The cell without outer blanks, control and invisible characters; blanks of any kind become spaces."""
    visible = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", visible.replace("\u00a0", " ").replace("\u202f", " ")).strip()


def mended(text: str) -> str:
    """UTF-8 that was read as Windows-1252 is read again ("JoÃ«lle" -> "Joëlle"); anything else stays."""
    if not _MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Lower-case words without accents or punctuation, one space between: "E-mail (Città)" -> "e mail citta"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def words(text: str) -> frozenset[str]:
    """A list of words in a table of ours, folded."""
    return frozenset(folded(word) for word in text.split())


def slugged(text: str) -> str:
    """A word for machines: "AI & ethics" -> "ai_ethics"."""
    return folded(text).replace(" ", "_")


def edits_at_most_one(left: str, right: str) -> bool:
    """True when one letter put in, left out, changed or swapped with its neighbour makes the words equal."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[start:], right[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
