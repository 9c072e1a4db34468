"""What the rooms have noted about a person, said to that person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import Part
from dialogue.polls import choices_in
from sessions import device_checks
from sessions.models import DeviceCheck, RoomText, Seat
from sessions.talk.mirror import own_figures


def sentences(user: User) -> Iterator[str]:
    seats = Seat.objects.filter(user=user).count()
    if seats:
        yield ngettext(
            "You have a place in %(count)d session. The room notes when you are there and what you do.",
            "You have a place in %(count)d sessions. The room notes when you are there and what you do.",
            seats,
        ) % {"count": seats}
    lines = len(texts_of(user))
    if lines:
        yield ngettext(
            "%(count)d text that you typed in a room, or that a facilitator wrote about you there, is kept.",
            "%(count)d texts that you typed in a room, or that a facilitator wrote about you there, are kept.",
            lines,
        ) % {"count": lines}
    yield from checked(user)


def checked(user: User) -> Iterator[str]:
    standing = device_checks.standing_of(user)
    if standing.at:
        text = gettext(
            "You checked your devices on %(day)s: %(words)s. The people who lead your sessions see this for 60 days, "
            "or until you take it back on the page “Will it work?”."
        )
        yield text % {"day": date_format(localtime(standing.at), "l j F Y"), "words": standing.words}


# RoomText.audience -> what kind of text it is. Lines in a breakout are "room-<turn>-<room>".
KINDS: dict[str, Any] = {
    "all": _("chat, to everybody"),
    "facilitators": _("chat, to the facilitators"),
    "whisper": _("between facilitators"),
    "notes": _("a note of the group"),
    "board": _("a topic on the board"),
    "polls": _("a poll that you opened"),
    "Answered": _("your answer to a poll"),
    "answers": _("your answer to a prompt"),
    "agreement": _("the agreement, as you wrote it down"),
    "prompt": _("a prompt that you showed"),
    "hurt": _("what you said hurt, to the facilitators"),
    "Removed": _("why a facilitator took you out"),
    "Attested": _("how a facilitator confirmed that you took part"),
    "Reported": _("your report to the coordinator"),
}


def kind_of(stream: str) -> str:
    return str(KINDS.get(stream, _("chat, in your small group")))


def chosen_words(row: dict[str, Any]) -> str:
    """The options that were chosen, instead of their places; the places when the poll's own words are erased."""
    poll = RoomText.objects.filter(dialogue_session=row["dialogue_session"], audience="polls", n=row["n"]).first()
    question, *options = poll.text.split("\n") if poll and poll.text else [""]
    places = choices_in(row["text"])
    if not options:
        return str(row["text"])
    return f"{question} {', '.join(options[place] for place in places)}"


def told(row: dict[str, Any]) -> dict[str, Any]:
    text = chosen_words(row) if row["audience"] == "Answered" else row["text"]
    kept = {name: row[name] for name in ("dialogue_session", "audience", "at")}
    return kept | {"kind": kind_of(row["audience"]), "text": text}


def texts_of(user: User) -> list[dict[str, Any]]:
    """Every text of this person's seats, and the reason of a removal; ``kind`` says in words what it is."""
    seats = Seat.objects.filter(user=user)
    own = Exists(seats.filter(dialogue_session=OuterRef("dialogue_session"), number=OuterRef("seat")))
    mine = RoomText.objects.filter(own, dialogue_session__in=seats.values("dialogue_session"))
    rows = mine.order_by("at").values("dialogue_session", "audience", "n", "at", "text")
    return [told(dict(row)) for row in rows]


def everything(user: User) -> dict[str, Any]:
    """Seats with the times of their sessions, every text, the device check, talk time in slots of 100 ms.

    ``at`` is seconds since 1970, UTC.
    """
    seats = Seat.objects.filter(user=user).order_by("dialogue_session__starts_at")
    session = ("dialogue_session", "dialogue_session__title", "dialogue_session__starts_at")
    checks = DeviceCheck.objects.filter(user=user).values("checked_at", "carries", "trouble")
    return {
        "seats": list(seats.values(*session, "number", "role", "country", "removed_at")),
        "texts": texts_of(user),
        "device_check": list(checks),
        "talk_time": own_figures(user),
    }


PART = Part("sessions", gettext_lazy("Your sessions"), sentences, everything)
