"""Codes of certificates: 140 random bits in letters and digits that cannot be mistaken for each other."""

import secrets

# Crockford's alphabet: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 28, 4
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Seven groups of four: ``7K3M-9QXA-...``."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """The code in what somebody typed or scanned, or an empty text when it can be none."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
