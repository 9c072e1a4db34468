"""What a group wrote together in its earlier sessions and keeps: notes, topics of the board, the agreement."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from dialogue import events as ev
from dialogue import server_commands as server
from sessions import log
from sessions.models import DialogueSession, RoomText
from sessions.people import names_of

# Shown below today's; older ones stay in everybody's own data.
SESSIONS_MOST = 8
KEPT_STREAMS = ("notes", "board")


def earlier(meeting: DialogueSession) -> list[DialogueSession]:
    """The group's sessions before this one, newest first."""
    if meeting.group is None:
        return []
    before = meeting.group.sessions.filter(starts_at__lt=meeting.starts_at, kind=DialogueSession.Kind.SESSION)
    return list(before.exclude(state=DialogueSession.State.CANCELLED).order_by("-starts_at"))


def earlier_words(meeting: DialogueSession) -> dict[str, list[dict[str, Any]]]:
    """Stream -> sessions, newest first, with title, day and lines; a line has name, text, and the marks of a topic."""
    kept: dict[str, list[dict[str, Any]]] = {stream: [] for stream in KEPT_STREAMS}
    for held in earlier(meeting)[:SESSIONS_MOST]:
        for stream, lines in lines_of(held).items():
            day = date_format(timezone.localtime(held.starts_at), "l j F")
            kept[stream].append({"title": held.title, "day": day, "lines": lines})
    return kept


def lines_of(held: DialogueSession) -> dict[str, list[dict[str, Any]]]:
    """Only streams with words that are still there."""
    texts = list(RoomText.objects.filter(dialogue_session=held, audience__in=KEPT_STREAMS).exclude(text=""))
    if not texts:
        return {}
    names, marks = names_of(held.pk), marks_of(held)
    lines: dict[str, list[dict[str, Any]]] = {}
    for text in sorted(texts, key=lambda one: one.n):
        writer = names.get(text.seat)
        line = {"name": writer["name"] if writer else "", "text": text.text}
        if text.audience == "board":
            line["marks"] = str(marks[text.n])
        lines.setdefault(text.audience, []).append(line)
    return lines


def marks_of(held: DialogueSession) -> Counter[int]:
    """How many marked each topic at the end."""
    marked: set[tuple[int, int]] = set()
    for event in log.read_kind(held.pk, ev.TopicMarked):
        (marked.add if event.on else marked.discard)((event.item, event.seat))
    return Counter(item for item, _ in marked)


def agreement_for(meeting: DialogueSession) -> Iterable[server.BringAgreement]:
    """The newest agreement of the group's earlier sessions, if its words are not erased, and who accepted it."""
    for held in earlier(meeting):
        newest = RoomText.objects.filter(dialogue_session=held, audience="agreement").order_by("-n").first()
        if newest is not None:
            return [server.BringAgreement(newest.text, agreed_seats(held, newest.n, meeting))] if newest.text else []
    return []


def agreed_seats(held: DialogueSession, version: int, meeting: DialogueSession) -> tuple[int, ...]:
    """Seats of this session whose people accepted that version in the earlier one."""
    then = [event.seat for event in log.read_kind(held.pk, ev.AgreementAccepted) if event.version == version]
    people = held.seats.filter(number__in=then).exclude(user=None).values_list("user", flat=True)
    return tuple(meeting.seats.filter(user__in=list(people)).order_by("number").values_list("number", flat=True))
