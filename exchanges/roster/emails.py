"""E-mail addresses. A mail to a mistyped address reaches a stranger: likely typing errors are refused, not guessed."""

import re

from exchanges.roster.folding import clean_cell, edits_at_most_one
from exchanges.roster.values import Reading

EMAIL_LENGTH_MAX = 254
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{2,59}})")
_SEVERAL = re.compile(r"@.*[\s;,/].*@")
# Large providers: a domain one letter away from one of these is a typing error.
_PROVIDERS = (
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "live.nl", "libero.it", "hotmail.it",
    "hotmail.fr", "orange.fr", "ziggo.nl", "hotmail.nl", "yahoo.fr", "yahoo.it", "laposte.net",
)  # fmt: skip
_REAL_NEIGHBOURS = frozenset({"mail.com", "ymail.com", "email.com", "hotmail.co", "live.it", "live.fr", "yahoo.co"})
_WRONG_ENDS = {".con": ".com", ".cmo": ".com", ".ocm": ".com", ".vom": ".com", ".comm": ".com", ".nll": ".nl"}


def read_email(text: str, domains: tuple[str, ...] = ()) -> Reading:
    """The address in lower case. `domains` are those of the partners: one letter beside them is a typing error too.

    Refuses email_missing, email_several, email_typo (with `suggestion`), email_invalid, email_too_long.
    """
    shown = clean_cell(text)
    if not shown:
        return Reading.refused("email_missing")
    bare = _unwrapped(shown)
    if _SEVERAL.search(bare):
        return Reading.refused("email_several")
    email = bare.lower()
    if len(email) > EMAIL_LENGTH_MAX:
        return Reading.refused("email_too_long", limit=EMAIL_LENGTH_MAX)
    if suggestion := _suggested(email, domains):
        return Reading.refused("email_typo", suggestion=suggestion)
    if not _EMAIL.fullmatch(email):
        return Reading.refused("email_invalid")
    if email == shown:
        return Reading.kept(email)
    return Reading.repaired(email, "email_lower" if bare == shown else "email_unwrapped")


def _unwrapped(text: str) -> str:
    """Without "mailto:", "Anna <...>", a closing comma, and with "(at)" written as @."""
    inner = re.search(r"<\s*([^<>\s]+@[^<>\s]+)\s*>", text)
    bare = inner.group(1) if inner else text
    bare = re.sub(r"^mailto:\s*", "", bare, flags=re.IGNORECASE).split("?subject")[0]
    bare = re.sub(r"\s*[\[(]\s*at\s*[\])]\s*", "@", bare, flags=re.IGNORECASE)
    return bare.strip(" ;,<>\"'")


def _suggested(email: str, domains: tuple[str, ...]) -> str:
    """What was probably meant, or "" when nothing looks wrong."""
    local, at, domain = email.partition("@")
    if not at or not local or "@" in domain:
        return ""
    dotted = domain.replace(",", ".")
    dotted = re.sub(r"\.{2,}", ".", dotted)
    for wrong, right in _WRONG_ENDS.items():
        if dotted.endswith(wrong):
            dotted = dotted.removesuffix(wrong) + right
    known = (*domains, *_PROVIDERS)
    if dotted not in known and dotted not in _REAL_NEIGHBOURS and not _below(dotted, domains):
        dotted = next((name for name in known if edits_at_most_one(dotted, name)), dotted)
    return f"{local}@{dotted}" if dotted != domain else ""


def _below(domain: str, domains: tuple[str, ...]) -> bool:
    return any(domain.endswith("." + parent) for parent in domains)
