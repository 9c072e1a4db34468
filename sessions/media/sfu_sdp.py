"""Pure: what a page may ask of Janus. Whoever sends something else is not answered."""

import re
from collections.abc import Mapping
from typing import Any

LINE = re.compile(r"^m=(\w+) ", re.MULTILINE)
FINGERPRINT = re.compile(r"^a=fingerprint:(\S+ \S+)", re.MULTILINE)
ORIGIN = re.compile(r"^o=\S+ \S+ \S+", re.MULTILINE)
CANDIDATE_CHARS_MOST = 1024


def description(value: Any, kind: str) -> dict[str, str] | None:
    """`{type, sdp}` of that kind (offer, answer), without anything else; None when it is none."""
    if not isinstance(value, Mapping) or value.get("type") != kind or not is_text(value.get("sdp")):
        return None
    return {"type": kind, "sdp": value["sdp"]}


def is_text(value: Any) -> bool:
    """Browsers write ASCII; a lone surrogate or NUL would be no JSON that Janus reads."""
    return isinstance(value, str) and value.isascii() and "\0" not in value


def may_be_published(offer: Mapping[str, str]) -> bool:
    """One line of sound and one of picture at most: no data channel, no second microphone beside a muted one."""
    lines = LINE.findall(offer["sdp"])
    return bool(lines) and sorted(lines) in (["audio"], ["video"], ["audio", "video"])


def numbered(jsep: Mapping[str, Any], connection: int, version: int) -> dict[str, str]:
    """`{type, sdp}` for a page. Janus gives each offer another session number; by RFC 8866 it stays the same for one
    connection, and the version grows: by it a page knows whether an offer is of the connection that it has."""
    return {"type": jsep["type"], "sdp": ORIGIN.sub(f"o=- {connection} {version}", jsep["sdp"], count=1)}


def fingerprints(offer: Mapping[str, str]) -> frozenset[str]:
    """Of the certificate of its DTLS: another one means another connection of the page."""
    return frozenset(FINGERPRINT.findall(offer["sdp"]))


def candidate(value: Any) -> dict[str, Any] | None:
    """What Janus takes of a candidate; the end of candidates for null; None when it is neither."""
    if value is None:
        return {"completed": True}
    if not isinstance(value, Mapping) or not is_text(value.get("candidate")):
        return None
    if not value["candidate"]:
        return {"completed": True}
    mid, line = value.get("sdpMid"), value.get("sdpMLineIndex")
    if len(value["candidate"]) > CANDIDATE_CHARS_MOST:
        return None
    found: dict[str, Any] = {"candidate": value["candidate"]}
    if isinstance(mid, str) and is_text(mid):
        found["sdpMid"] = mid[:32]
    if isinstance(line, int):
        found["sdpMLineIndex"] = line
    return found
