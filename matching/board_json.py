"""The board as the browser gets it: the whole when the page opens, then only what an act changed."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchanges.models import Enrolment, Facilitator
from matching import board_log
from matching.board_balance import Family, families, first_language, short_name, subject
from matching.board_figures import Figures, Measured, measured, rounded
from matching.board_state import Board, shown_status
from matching.board_words import Names, announced, names_for, sentence
from matching.engine_words import language_name
from matching.hand_changes import Done
from matching.models import BoardChange, Group
from matching.queries import COMPONENTS

# Acts that the page lists; all are kept.
LISTED = 60


@dataclass
class Told:
    """Puts one board into words and figures."""

    board: Board

    @cached_property
    def known(self) -> Measured | None:
        return measured(self.board)

    @cached_property
    def families(self) -> list[Family]:
        return families(list(self.board.cohort.people.values()))

    def whole(self) -> dict[str, Any]:
        """Everything that the page needs."""
        board = self.board
        people = list(board.cohort.people.values())
        return {
            "published": bool(board.groups) and shown_status(board.exchange) == Group.Status.PUBLISHED,
            "people": {one.pk: person(one) for one in people},
            "facilitators": {one.pk: facilitator(one) for one in board.facilitators.values()},
            "families": [
                {"key": one.key, "label": one.label, "parts": one.parts, "all": one.counts(people)}
                for one in self.families
            ],
            "components": components(board),
            "trouble": board.cohort.trouble,
            "groups": [self.group(key) for key in board.groups],
            **self.rest(),
        }

    def rest(self) -> dict[str, Any]:
        """What any act may change."""
        board = self.board
        changes = list(board_log.since_start(board.exchange).select_related("by"))
        names = names_for(board, changes)
        standing = [one for one in changes if one.state == BoardChange.State.DONE]
        last, next_one = board_log.undoable(board.exchange), board_log.redoable(board.exchange)
        return {
            "version": board_log.version_of(board.exchange),
            "figures": figures(self.known.whole) if self.known else None,
            "scores": self.scores(),
            "aside": board.unplaced,
            "changes": [listed(one, names) for one in reversed(changes[-LISTED:])],
            "by_hand": {"acts": len(standing), "people": len(board_log.people_moved(standing))},
            "undo": sentence(last, names) if last else "",
            "redo": sentence(next_one, names) if next_one else "",
        }

    def scores(self) -> dict[int, float | None]:
        """J of each group as if every group were like it."""
        found = {key: self.known.group(key) if self.known else None for key in self.board.groups}
        return {key: round(one.total, 1) if one else None for key, one in found.items()}

    def group(self, key: int) -> dict[str, Any]:
        board, group = self.board, self.board.groups[key]
        inside = board.enrolments(key)
        starts = tuple(board.rules.starts(group))
        own = self.known.group(key) if self.known else None
        zones = {one.profile.timezone for one in inside}
        return {
            "id": key,
            "name": group.name,
            "time": " / ".join(times_in(timezone.get_current_timezone_name(), starts, get_language() or "")),
            "anchor_time": " / ".join(times_in(group.slot_anchor, starts, get_language() or "")),
            "anchor": group.slot_anchor,
            "day": days_from(starts),
            "times": {zone: " / ".join(times_in(zone, starts, get_language() or "")) for zone in sorted(zones)},
            "language": group.language,
            "language_name": language_name(group.language),
            "leader": group.facilitator_id,
            "support": group.co_facilitator_id,
            "members": [one.pk for one in inside],
            "kept": [one.pk for one in inside if one.pk in board.locked],
            "locked": group.is_locked,
            "warnings": [{"hard": one.hard, "text": one.sentence} for one in board.broken(key)],
            "mix": [family.counts(inside) for family in self.families],
            "parts": rounded(own.components) if own else None,
        }


def after(done: Done) -> dict[str, Any]:
    """The answer to an act: the groups that look different, and the figures."""
    told = Told(done.board)
    shown = done.board.beside(done.touched)
    names = names_for(done.board, [done.change, *([done.change.of] if done.change.of else [])])
    return {
        "groups": [told.group(key) for key in sorted(shown)],
        "gone": sorted(key for key in done.touched if key not in done.board.groups),
        "said": announced(done.change, names),
        **told.rest(),
    }


def listed(change: BoardChange, names: Names) -> dict[str, Any]:
    at = timezone.localtime(change.at)
    return {
        "id": change.pk,
        "text": sentence(change, names),
        "by": str(change.by) if change.by else _("somebody"),
        "at": date_format(at, "D H:i"),
        "state": change.state,
        "reason": change.reason,
        "broke": bool(change.broke),
    }


def person(enrolment: Enrolment) -> dict[str, Any]:
    profile = enrolment.profile
    return {
        "name": str(enrolment.user),
        "country": profile.country,
        "place": short_name(enrolment.institution.name),
        "institution": enrolment.institution.name,
        "subject": subject(profile.discipline),
        "first": language_name(first_language(enrolment)) if profile.first_languages else "",
        "levels": profile.work_languages,
        "zone": profile.timezone,
    }


def facilitator(offer: Facilitator) -> dict[str, Any]:
    return {"name": str(offer.user), "levels": offer.languages, "most": offer.max_groups, "country": offer.country}


def components(board: Board) -> list[dict[str, Any]]:
    problem = board.cohort.problem
    weights = problem.weights.components() if problem is not None else {}
    return [
        {"key": key, "label": str(label), "meaning": str(meaning), "weight": weights.get(key, 0)}
        for key, (label, meaning) in COMPONENTS.items()
    ]


def figures(found: Figures) -> dict[str, float]:
    return {"total": round(found.total, 2)} | rounded(found.components, 4)


def days_from(starts: Iterable[datetime]) -> int:
    """The weekday on the reader's clock, 1 for Monday, 0 without a time."""
    first = next(iter(starts), None)
    return timezone.localtime(first).isoweekday() if first else 0


@lru_cache(maxsize=1 << 15)
def times_in(zone: str, starts: tuple[datetime, ...], language: str) -> tuple[str, ...]:
    """The weekly time on a clock, such as Mon 16:30; a second one when that clock changes against the anchor."""
    try:
        own = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return ()
    local = [start.astimezone(own) for start in starts]
    seen = {(one.weekday(), one.hour, one.minute): one for one in reversed(local)}
    return tuple(date_format(one, "D H:i") for one in sorted(seen.values()))
