"""The waitlist: students without a group while groups meet, in the order in which they came."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.utils.timezone import now

from accounts.errors import Refusal
from accounts.models import User
from exchanges.models import Enrolment, Exchange
from matching import changes, standing
from matching.changes import Wanted
from matching.checks import Broken, Rules, members_of, speaks
from matching.free_time import Weeks
from matching.hours import DAY_MINUTES, STEP_MINUTES, WEEKDAYS, minutes_of
from matching.meetings import that_meet
from matching.models import Change, Group, MatchRun, Membership, Step

# Hours that were stated anew, or a facilitator who came, are looked at within this time.
KEPT_SECONDS = 15 * 60
OFFERS_A_ROUND = 20
# So long after a coordinator asked for proposals no place is offered by itself: it would overtake what they read.
DECIDING_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Place:
    """A group for somebody who waits: J before and after, and the soft rules that it would break."""

    group: Group
    members: int
    before: float
    after: float
    soft: list[Broken]

    @property
    def gain(self) -> float:
        """Points of J; negative when the groups get worse by it."""
        return self.after - self.before


def waiting(exchange: Exchange) -> list[Enrolment]:
    """Who waits, the first to come first. Empty while nothing is published: then everybody is matched together."""
    if not exchange.groups.filter(status=Group.Status.PUBLISHED).exists():
        return []
    placed = Membership.objects.filter(left_at=None, enrolment__exchange=exchange).values("enrolment")
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).filter(profile__isnull=False)
    return list(
        there.exclude(pk__in=placed).select_related("user", "profile", "institution").order_by("created_at", "pk")
    )


def groups_with_room(exchange: Exchange, most: int) -> list[tuple[Group, int]]:
    """Published groups that have sessions to come and fewer than ``most`` people, places that are offered included."""
    held = offered(exchange)
    taken = [(group, count + held[group.pk]) for group, count in that_meet(exchange, now())]
    return sorted((pair for pair in taken if pair[1] < most), key=lambda pair: (pair[1], pair[0].pk))


def offered(exchange: Exchange) -> Counter[int]:
    """Seats that are held for people who have been asked, by group."""
    asked = Step.objects.filter(
        change__exchange=exchange, change__status=Change.Status.ASKED, change__answer_until__gt=now()
    )
    return Counter(asked.values_list("target", flat=True))


class Room:
    """Who could join which group: rules and members are read once for many questions."""

    def __init__(self, exchange: Exchange) -> None:
        self.rules = Rules(exchange)
        self.members: dict[int, list[Enrolment]] = {}
        self.weeks: dict[str, Weeks] = {}
        self.free: dict[tuple[int, str], int] = {}

    def suits(self, enrolment: Enrolment, group: Group) -> bool:
        """Whether no hard rule forbids that somebody joins a group with a free seat."""
        least = self.rules.given["working_languages"].get(group.language, "N")
        if not speaks(enrolment.profile.work_languages, group.language, least) or not self.is_free(enrolment, group):
            return False
        skills = set(group.facilitator.access_skills) if group.facilitator else set()
        if set(enrolment.profile.access_needs) & set(self.rules.given["access_hard"]) - skills:
            return False
        if group.pk not in self.members:
            self.members[group.pk] = members_of(group)
        before = self.members[group.pk]
        was = {one.sentence for one in self.rules.pairs(group, before)}
        return all(one.sentence in was for one in self.rules.pairs(group, [*before, enrolment]))

    def is_free(self, enrolment: Enrolment, group: Group) -> bool:
        """As the rules have it, with all starts of a person's week found at once."""
        key = enrolment.pk, group.slot_anchor
        if group.slot_anchor not in self.weeks:
            minutes = self.rules.given["session_minutes"]
            self.weeks[group.slot_anchor] = Weeks(tuple(self.rules.weeks), minutes, STEP_MINUTES, group.slot_anchor)
        if key not in self.free:
            profile = enrolment.profile
            self.free[key] = self.weeks[group.slot_anchor].starts(profile.timezone, profile.availability)
        try:
            day, clock = group.slot.split()
            start = WEEKDAYS.index(day) * DAY_MINUTES + minutes_of(clock)
        except ValueError:
            return False
        return bool(self.free[key] >> start // STEP_MINUTES & 1)


def places_for(enrolment: Enrolment) -> list[Place]:
    """Groups this person could join now without anybody moving, the best for the whole first."""
    exchange = enrolment.exchange
    room = Room(exchange)
    free = [(group, n) for group, n in groups_with_room(exchange, exchange.size_max) if room.suits(enrolment, group)]
    worth = standing.after_joining(exchange, enrolment, [group for group, _n in free]) if free else {}
    found = [
        Place(group, n, worth[group.pk][0], worth[group.pk][1], soft_of(enrolment, group))
        for group, n in free
        if group.pk in worth
    ]
    return sorted(found, key=lambda place: (-place.gain, place.group.pk))


def soft_of(enrolment: Enrolment, group: Group) -> list[Broken]:
    return changes.effects_of(group.exchange, [Wanted(enrolment, None, group)])


def offer_place(
    enrolment: Enrolment, group: Group, by: User | None, known: "standing.Standing | None" = None
) -> Change:
    """Asks somebody on the waitlist whether they want a place; it is held for them until the answer is due.

    ``known``: the groups in numbers, when they were read already. Raises what ``changes.ask`` raises.
    """
    figures = standing.figures_of_joining(enrolment, group, known)
    return changes.ask(
        group.exchange, Change.Kind.PLACE, [Wanted(enrolment, None, group)], by, figures=figures
    )  # fmt: skip


def seat_now(enrolment: Enrolment, group: Group, by: User) -> Change:
    """Gives somebody who came late a place at once; they get one mail with their dates."""
    figures = standing.figures_of_joining(enrolment, group)
    wanted = [Wanted(enrolment, None, group, asks=False)]
    return changes.ask(group.exchange, Change.Kind.SEAT, wanted, by, figures=figures)


def offer_free_places(exchange: Exchange) -> list[Change]:
    """Each free place to the first on the waitlist whom it fits and who has not been offered it before.

    A place is free in a group below its best size. Nobody has two offers at a time, and a round makes at most
    ``OFFERS_A_ROUND``. Each is a transaction of its own; one that somebody else was quicker with is left out.
    """
    planned = [] if exchange.status == Exchange.Status.CLOSED else free_places(exchange)[:OFFERS_A_ROUND]
    known = standing.read_if_possible(exchange) if planned else None
    made = []
    for enrolment, group in planned:
        with suppress(Refusal):
            made.append(offer_place(enrolment, group, None, known))
    return made


def free_places(exchange: Exchange) -> list[tuple[Enrolment, Group]]:
    """Whom to offer which place now; nothing is written."""
    queue = [one for one in waiting(exchange) if not changes.is_asked(one)]
    room, found = Room(exchange), list[tuple[Enrolment, Group]]()
    if not queue:
        return found
    for group, taken in groups_with_room(exchange, exchange.target_max):
        for _seat in range(exchange.target_max - taken):
            chosen = next((one for one in queue if may_be_offered(one, group, room)), None)
            if chosen is None:
                break
            queue.remove(chosen)
            found.append((chosen, group))
    return found


def look_after_changes(at: datetime | None = None) -> int:
    """Ends questions that were not answered in time and offers free places; the runner calls it once a minute.

    An exchange in which nothing changed since nothing could be offered is left alone, and so is one whose coordinator
    has new proposals to decide on. Returns how many mails it caused.
    """
    done = changes.settle_due(at)
    meeting = Exchange.objects.filter(groups__status=Group.Status.PUBLISHED).exclude(status=Exchange.Status.CLOSED)
    for exchange in meeting.distinct():
        seen = "" if is_deciding(exchange, at or now()) else state_of(exchange)
        if seen and cache.get(cache_key(exchange)) != seen:
            done += len(offer_free_places(exchange))
            cache.set(cache_key(exchange), state_of(exchange), KEPT_SECONDS)
    return done


def is_deciding(exchange: Exchange, at: datetime) -> bool:
    """Whether proposals were asked for a short while ago, and none of them was taken over."""
    since = at - timedelta(seconds=DECIDING_SECONDS)
    newest = exchange.match_runs.filter(kind=MatchRun.Kind.REMATCH, started_at__gt=since).order_by("pk").last()
    return newest is not None and not newest.changes.exists()


def cache_key(exchange: Exchange) -> str:
    return f"waitlist:{exchange.pk}"


def state_of(exchange: Exchange) -> str:
    """What an offer depends on, short: who waits, who sits where, what is asked. "" when nobody waits."""
    queue = [one.pk for one in waiting(exchange)]
    if not queue:
        return ""
    seats = (
        Membership.objects.filter(group__exchange=exchange, left_at=None).order_by("pk").values_list("pk", flat=True)
    )
    asked = exchange.group_changes.order_by("pk").values_list("pk", "status")
    return sha256(repr((queue, list(seats), list(asked))).encode()).hexdigest()


def may_be_offered(enrolment: Enrolment, group: Group, room: Room) -> bool:
    before = Step.objects.filter(enrolment=enrolment, target=group, change__kind=Change.Kind.PLACE)
    return room.suits(enrolment, group) and not before.exists()


def has_group(enrolment: Enrolment) -> bool:
    """Whether somebody does not wait (any more)."""
    return Membership.objects.filter(enrolment=enrolment, left_at=None).exists()
