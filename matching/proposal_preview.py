"""What taking over a proposal would do, before it is done: who is asked, and on whose clock. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from exchanges.models import Enrolment
from matching import changes, rematching
from matching.changes import Wanted
from matching.hours import own_time
from matching.meeting_changes import NewMeeting, becoming
from matching.meetings import next_start
from matching.models import Group, MatchRun


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with the group they would be in, and its next session on their own clock. ``source`` None: waits now."""

    enrolment: Enrolment
    source: Group | None
    target: Group
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """``stay``: people whose group would meet at another time; ``opened``: groups that do not exist yet.

    ``values``: of the quality ``before`` and ``after`` ({"total"}) and the ``gain``, empty when not known.
    """

    values: Mapping[str, Any]
    move: list[PersonLine]
    stay: list[PersonLine]
    join: list[PersonLine]
    new: list[NewMeeting]
    opened: list[Group]
    ended: list[str]

    @property
    def asked(self) -> int:
        return len(self.move) + len(self.stay)

    @property
    def leaders(self) -> list[str]:
        """Facilitators who would lead something else than now."""
        offers = [*(one.facilitator for one in self.new), *(group.facilitator for group in self.opened)]
        return sorted({str(offer.user) for offer in offers if offer is not None})


def preview(run: MatchRun, number: int) -> Preview:
    """Raises ``ProposalGone``, ``ProposalNotForUse``."""
    values = rematching.proposal_of(run, number)
    new = rematching.new_meetings(run, values)
    opened = {key: not_yet_opened(run, formed) for key, formed in values["opened"].items()}
    wanted = changes.with_stayers(rematching.wanted_steps(run, values, opened), new)
    names = {str(pk): name for pk, name in run.exchange.groups.values_list("pk", "name")}
    ended = [names[key] for key in values["ended"] if key in names]
    return preview_of(values, wanted, new, list(opened.values()), ended)


def preview_of(
    values: Mapping[str, Any],
    wanted: Sequence[Wanted],
    new: Sequence[NewMeeting],
    opened: Sequence[Group] = (),
    ended: Sequence[str] = (),
) -> Preview:
    lines = [line_of(one, new) for one in wanted]
    return Preview(
        values=values,
        move=[one for one in lines if one.source is not None and one.source.pk != one.target.pk],
        stay=[one for one in lines if one.source is not None and one.source.pk == one.target.pk],
        join=[one for one in lines if one.source is None],
        new=list(new),
        opened=list(opened),
        ended=list(ended),
    )


def line_of(one: Wanted, new: Sequence[NewMeeting]) -> PersonLine:
    target = becoming(one.target, new)
    begins = next_start(target, now())
    at = own_time(begins, one.enrolment.profile.timezone) if begins else None
    return PersonLine(one.enrolment, one.source, target, at)


def not_yet_opened(run: MatchRun, formed: Mapping[str, Any]) -> Group:
    """A group for the eye only, not saved."""
    leader = run.exchange.facilitators.select_related("user").filter(pk=int(formed["facilitator"][1:])).first()
    return Group(
        exchange=run.exchange, name=_("a new group"), language=formed["language"], slot=formed["slot"],
        slot_anchor=run.inputs["constraints"]["slot_anchor"], facilitator=leader,
    )  # fmt: skip
