"""Made-up people and states for /styleguide/room/."""

from collections.abc import Mapping
from typing import Any

from sessions.care_words import REPORT_CATEGORIES

NAMES = ("Noor Haddad", "Daan Visser", "Amira Ben Salah", "Jonas de Wit", "ليلى حداد", "Chiara Moretti",
         "Yassine Trabelsi", "Sofie van den Berg")  # fmt: skip
HOMES = ("Beirut", "Leiden", "Tunis", "Leiden", "Beirut", "Bologna", "Tunis", "Leiden")
STEPS = (("Doors open", 8), ("Why we are here and what is noted", 10), ("The story of a name", 17),
         ("Ordinary days", 14), ("What I heard", 12), ("Break", 6), ("Our agreement", 25),
         ("Topics we care about", 15), ("One word", 13))  # fmt: skip
NOW = 6
TEXT = {
    "drift": "late",
    "drift_text": "3 min late",
    "phase_title": "Our agreement",
    "phase_number": "7 of 9",
    "time_left": "11 min left",
    "prompt_text": "Think of a conversation in which you could say something difficult and still felt respected."
    " What made that possible? From that, let us write five to seven sentences we want to hold to.",
    "plain_text": "When did you feel safe to speak? What helped? Let us write 5-7 rules for our group.",
    "queue_rule": "First-time speakers first. Your place is kept for 90 seconds if your connection drops.",
    "queue_count": "3",
    "people_count": "7",
    "unread": "2",
    "my_place": "2nd in the queue",
    "turn_left": "38 seconds left; nobody cuts you off.",
    "lead_line": "You lead. Daan supports and takes over by himself if you drop.",
    "next_title": "Topics we care about",
    "waiting_count": "1",
    "wait_line": "We wait for Noor Haddad",
    "wait_until": "Noor is expected by 16:50. If nobody is here at 17:05, the coordinator is called.",
    "starts_in": "Starts in 12 minutes",
    "opens_in": "Opens in 2 hours 10 minutes",
    "here_count": "4 of 8",
    "ended_line": "You were here for 112 of 114 minutes, and you took part.",
    "retry_in": "Next try in 6 seconds",
    "refused_line": "This session belongs to another group. If you think it is yours, ask your coordinator.",
}
# Texts of the bar and of the notices about sound and picture, as the scripts would write them.
PROBLEM = "Your browser does not let this page use the camera."
FIX = "Press the sign left of the address, allow it there, then press “Try again”."
SAVING = "Sound only: no pictures, yours neither."
MORE_NAMES = ("Fatima Zahra El Idrissi", "Bram Jansen", "Giulia Ferri", "Mehdi Ayari", "Rana Khoury", "Lotte Smit")
LINES = (
    (2, "I can hear the tram and smell coffee.", "17:02"),
    (4, "أهلا! هنا صوت البحر من النافذة.", "17:03"),
    (3, "Could we write “let people finish” as number one?", "17:48"),
    (5, "Yes, and: a question before an answer. See https://example.org/agreements", "17:49"),
)


def room_context(query: Mapping[str, str]) -> dict[str, Any]:
    """`state`, `role` (student, lead), `turn` (other, mine, none), `words`, `console`, `sheet` from the address.

    With `media=on` pictures and microphones: `people` (2 to 14), `mic` and `camera` (states of the buttons), `pin`
    (a seat), and the notices `problem`, `blocked`, `was_on`, `saving`, `fallback`.
    """
    leads, turn = query.get("role") == "lead", query.get("turn", "other")
    many = min(14, max(2, int(query.get("people", "8")))) if query.get("people", "8").isdecimal() else 8
    me = 1 if leads else min(4, many)
    speaker = {"other": min(3, many), "mine": me}.get(turn)
    state = (
        TEXT
        | media_state(query)
        | {
            "status": query.get("state", "live"),
            "role": "lead" if leads else "student",
            "facilitator": "yes" if leads else "no",
            "leading": "yes" if leads else "no",
            "stage": "together" if turn == "none" and not query.get("pin") else "speaker",
            "turn": turn,
            "hand": query.get("hand", "up" if turn == "other" and not leads else "down"),
            "prompt": query.get("prompt", "open"),
            "words": query.get("words", "full"),
            "console": query.get("console", "open" if leads else "closed"),
            "sheet": query.get("sheet", "closed"),
            "paused": query.get("paused", "no"),
            "led": query.get("led", "yes"),
            "kind": query.get("kind", "content"),
            "chat": query.get("chat", "open"),
            "mode": "free",
            "still": query.get("check", ""),
            "urgency": "soon" if turn == "mine" else "calm",
            "late": "We are in “Our agreement”, 11 minutes left." if query.get("late") else "",
            "speaker_seat": speaker or 0,
            "speaker_name": NAMES[speaker - 1] if speaker else "",
            "speaker_left": "0:38" if speaker else "",
        }
    )
    return {
        "state": state,
        "room": {
            "title": "Arriving as a group",
            "eyebrow": "Session 3 of 8 · Group Cedar",
            "when": "Thursday 26 November, 17:00–19:00, Europe/Amsterdam",
            "report_url": "#",
        },
        "report_categories": list(REPORT_CATEGORIES.items()),
        "people": [with_media(person(seat, me, speaker), query) for seat in range(1, many + 1)],
        "hands": [
            {"seat": 6, "name": NAMES[5], "place": 1},
            {"seat": 4, "name": NAMES[3], "place": 2, "you": "yes" if me == 4 else "no"},
            {"seat": 7, "name": NAMES[6], "place": 3, "presence": "away"},
        ],
        "lines": [line(n, seat + 1, text, at, me) for n, (seat, text, at) in enumerate(LINES, 1)],
        "steps": [step(n, title, minutes) for n, (title, minutes) in enumerate(STEPS)],
        "here": [person(seat, me, None) for seat in (2, 3, 4, 5)],
        "waiting": [person(8, me, None)],
        "notes_for_me": ["One silent minute to think and type before anyone speaks.", "Turn wishes into behaviour."],
        "hints": [
            {
                "text": "Yassine has not been heard in this phase. A round would invite everybody.",
                "action": "Start a round",
            }
        ],
    }


def media_state(query: Mapping[str, str]) -> dict[str, Any]:
    on = query.get("media") == "on"
    mic, camera = query.get("mic", "on"), query.get("camera", "on")
    words = {"on": "on", "off": "off", "hushed": "off", "asking": "asks", "problem": "problem", "closed": "waits"}
    return {
        "media": "on" if on else "later",
        "mic": mic if on else "later",
        "mic_state": words.get(mic, "") if on else "",
        "camera": camera if on else "later",
        "camera_state": words.get(camera, "") if on else "",
        "media_problem": PROBLEM if query.get("problem") else "",
        "media_fix": FIX,
        "sound_blocked": query.get("blocked", ""),
        "camera_was_on": query.get("was_on", ""),
        "media_line": SAVING if query.get("saving") else "",
        "media_fallback": query.get("fallback", ""),
        "large": "2" if query.get("pin") and query.get("turn", "other") != "none" else "1",
    }


def with_media(seen: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """A picture for most, one who is heard, a weak line, one who connects."""
    seat = seen["seat"]
    if query.get("pin") == str(seat):
        seen |= {"pinned": "yes", "large": "second" if query.get("turn", "other") != "none" else "first"}
    if query.get("media") != "on" or seen["presence"] == "away":
        return seen
    return seen | {
        "video": "no" if seat in (5, 8, 12) else "yes",
        "mic": "on" if seen["speaking"] == "yes" or seat in (2, 4) else "off",
        "voice": "yes" if seat == 2 else "no",
        "net": {6: "fair", 1: "poor"}.get(seat, "good"),
        "line": {8: "connecting"}.get(seat, ""),
    }


def line(n: int, seat: int, text: str, at: str, me: int) -> dict[str, Any]:
    you = "yes" if seat == me else "no"
    return {"n": n, "seat": seat, "name": NAMES[seat - 1], "text": text, "at": at, "you": you}


def person(seat: int, me: int, speaker: int | None) -> dict[str, Any]:
    role = {1: "lead", 2: "support"}.get(seat, "student")
    return {
        "seat": seat,
        "name": (NAMES + MORE_NAMES)[seat - 1],
        "note": HOMES[(seat - 1) % len(HOMES)],
        "role": role,
        "you": "yes" if seat == me else "no",
        "speaking": "yes" if seat == speaker else "no",
        "left": 62 if seat == speaker else 0,
        "hand": "yes" if seat in (4, 6, 7) and seat != speaker else "no",
        "place": {6: 1, 4: 2, 7: 3}.get(seat, ""),
        "presence": "away" if seat == 7 else "here",
        "mic": "off" if seat == 5 else "none",
        "large": "first" if seat == speaker else "no",
    }


def step(number: int, title: str, minutes: int) -> dict[str, Any]:
    state = "done" if number < NOW else "now" if number == NOW else "next"
    return {
        "title": title,
        "minutes": f"{minutes} min",
        "state": state,
        "kind": "break" if title == "Break" else "content",
        "weight": max(1, min(6, round(minutes / 4.5))),
        "elapsed": 56 if state == "now" else 0,
        "left": "11 min left" if state == "now" else "",
    }
