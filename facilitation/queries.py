"""What the pages of facilitation ask: my week, my exchange, what publishing would do."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import now

from accounts.mail import zone_of
from accounts.models import User
from exchanges.models import Enrolment, Exchange
from exchanges.need_words import need_words
from facilitation import alarms
from facilitation.incident_queries import open_incidents
from facilitation.models import ExchangeRemoval, Plan
from matching import board_log
from matching.change_queries import open_questions
from matching.checks import Broken, Rules, drafts_with_members, members_of
from matching.models import Group, GroupRequest, Membership, Step
from matching.waitlist import waiting
from sessions import device_checks, scheduling
from sessions.models import DialogueSession, Seat

State = DialogueSession.State
OVER = (State.ENDED, State.EVIDENCE_CLOSED, State.CANCELLED)
LEADING = (Seat.Role.LEAD, Seat.Role.SUPPORT)
# The lobby opens this long before the start (dialogue/); from then on "Join" is the first thing on the page.
LOBBY_MINUTES = 15
# A session that was never opened stops being "next" this long after its planned end.
GRACE_MINUTES = 60


def plans() -> list[Plan]:
    """The newest version of each plan, in the order of the arc."""
    newest: dict[str, Plan] = {}
    for plan in Plan.objects.order_by("slug", "version"):
        newest[plan.slug] = plan
    order = ("opening", "middle", "difficult", "closing")
    return sorted(newest.values(), key=lambda plan: (order.index(plan.stage) if plan.stage in order else 9, plan.slug))


def opened_sessions(exchange: Exchange) -> QuerySet[DialogueSession]:
    """Sessions of published groups in which anything has happened."""
    of_groups = DialogueSession.objects.filter(exchange=exchange, group__status=Group.Status.PUBLISHED)
    return of_groups.exclude(events=None, went_live_at=None)


def meetings_by_person(exchange: Exchange) -> dict[User, list[DialogueSession]]:
    """Everybody with a seat in a session of a published group, with their sessions in order of time."""
    seats = Seat.objects.filter(
        dialogue_session__exchange=exchange,
        dialogue_session__group__status=Group.Status.PUBLISHED,
        removed_at=None,
        user__isnull=False,
    )
    both = list(seats.order_by("dialogue_session__starts_at").values_list("user_id", "dialogue_session_id"))
    people = User.objects.in_bulk({user for user, _meeting in both})
    meetings = exchange.sessions.select_related("group").in_bulk({meeting for _user, meeting in both})
    found: dict[User, list[DialogueSession]] = {}
    for user, meeting in both:
        found.setdefault(people[user], []).append(meetings[meeting])
    return found


def has_published_groups(exchange: Exchange) -> bool:
    return exchange.groups.filter(status=Group.Status.PUBLISHED).exists()


def calendar(exchange: Exchange) -> QuerySet[DialogueSession]:
    """The sessions of the groups of an exchange, in order of time, with the plan each follows."""
    of_groups = exchange.sessions.exclude(group=None).exclude(state=State.CANCELLED)
    return of_groups.select_related("group__facilitator__user", "session_plan__plan").order_by("starts_at", "group")


def brief(meeting: DialogueSession) -> dict[str, object]:
    """A session for its facilitators: plan, people (names and countries), access needs as counts.

    ``students``: each seat with how its person's own device check went.
    """
    attached = getattr(meeting, "session_plan", None)
    seats = list(meeting.seats.filter(removed_at=None).select_related("user"))
    students = [seat for seat in seats if seat.role == Seat.Role.STUDENT]
    checked = device_checks.standings(seat.user_id for seat in students if seat.user_id)
    return {
        "meeting": meeting,
        "plan": attached.plan.body if attached else None,
        "students": [(seat, checked.get(seat.user_id or 0, device_checks.UNCHECKED)) for seat in students],
        "checks": device_checks.readiness(students),
        "team": [seat for seat in seats if seat.role in LEADING],
        "access_needs": access_needs([meeting.group_id]),
    }


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing would do; nothing was written for it."""

    groups: list[Group]
    students: int
    sessions: int
    mails: int
    first_at: datetime | None
    last_at: datetime | None
    broken: list[Broken]
    unplaced: list[Enrolment]
    without_support: list[Group]
    closed: list[User]
    """People in groups whose account is closed: they get no mail."""
    by_hand: int
    """Acts on the board that stand."""

    @property
    def hard(self) -> list[Broken]:
        """What holds publishing back."""
        return [one for one in self.broken if one.hard]

    @property
    def remarks(self) -> list[Broken]:
        return [one for one in self.broken if not one.hard]


def publication(exchange: Exchange) -> Publication:
    """Raises ``TooFewSessions`` and ``SlotInvalid`` as scheduling would."""
    drafts = drafts_with_members(exchange)
    groups = list(drafts)
    rules = Rules(exchange)
    members = {group.pk: inside for group, inside in drafts.items()}
    series = list(exchange.series.all())
    moments = [moment for group in groups for _planned, moment in scheduling.planned_moments(group, series)]
    leaders = {offer.user for group in groups for offer in (group.facilitator, group.co_facilitator) if offer}
    placed = {one.pk for inside in members.values() for one in inside}
    people = {one.user for inside in members.values() for one in inside} | leaders
    closed = sorted((one for one in people if not one.is_active), key=lambda one: (str(one), one.pk))
    there = exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).select_related("user")
    starts = [moment.starts_at for moment in moments]
    return Publication(
        groups=groups,
        students=len(placed),
        sessions=len(moments),
        mails=len(people) - len(closed),
        first_at=min(starts, default=None),
        last_at=max(starts, default=None),
        broken=[one for group in groups for one in rules.broken(group, members[group.pk])],
        unplaced=[one for one in there if one.pk not in placed],
        without_support=[group for group in groups if group.co_facilitator_id is None],
        closed=closed,
        by_hand=len(board_log.by_hand(exchange)),
    )


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as one person meets it."""

    held: DialogueSession
    seat: Seat
    at: datetime
    opens_at: datetime
    is_open: bool

    @property
    def path(self) -> str:
        return f"/sessions/{self.held.pk}/"

    @property
    def ends_at(self) -> datetime:
        return self.at + timedelta(minutes=self.held.minutes)

    @property
    def is_live(self) -> bool:
        return self.held.state in (State.LIVE, State.LANDED)

    @property
    def is_over(self) -> bool:
        return self.held.state in OVER


def meetings_of(user: User, at: datetime | None = None) -> list[Meeting]:
    """Every session in which this person has a seat, in order of time."""
    moment = at or now()
    seats = Seat.objects.filter(user=user, removed_at=None).exclude(dialogue_session__state=State.CANCELLED)
    found = seats.select_related("dialogue_session__group__facilitator__user", "dialogue_session__exchange")
    return [meeting_of(seat, moment) for seat in found.order_by("dialogue_session__starts_at")]


def meeting_of(seat: Seat, moment: datetime) -> Meeting:
    held = seat.dialogue_session
    opens_at = held.starts_at - timedelta(minutes=LOBBY_MINUTES)
    is_open = held.state not in OVER and (opens_at <= moment or held.state != State.SCHEDULED)
    return Meeting(held, seat, held.starts_at, opens_at, is_open)


def coming(meetings: list[Meeting], at: datetime | None = None) -> list[Meeting]:
    """Sessions that are on or still to come; one that nobody opened is dropped an hour after its end."""
    moment = at or now()
    return [
        one
        for one in meetings
        if not one.is_over and (one.is_live or one.ends_at + timedelta(minutes=GRACE_MINUTES) > moment)
    ]


@dataclass(frozen=True, slots=True)
class StudentPart:
    """A student's exchange on the home page."""

    enrolment: Enrolment
    exchange: Exchange
    group: Group | None
    members: list[Enrolment]
    facilitators: list[User]
    next: Meeting | None
    later: list[Meeting]
    held: int
    planned: int
    removal: ExchangeRemoval | None
    questions: list[Step]

    @property
    def number_now(self) -> int:
        return self.next.held.number if self.next else 0


def student_home(user: User) -> dict[str, object]:
    """``parts``: one for each exchange; ``zone``: the reader's; ``standing``: how the own device check went."""
    current = Membership.objects.filter(left_at=None, group__status=Group.Status.PUBLISHED).select_related(
        "group__facilitator__user", "group__co_facilitator__user", "group__exchange"
    )
    enrolments = (
        user.enrolments.exclude(status=Enrolment.Status.WITHDRAWN)
        .select_related("exchange", "institution")
        .prefetch_related(Prefetch("memberships", queryset=current, to_attr="current_memberships"))
    )
    meetings = [one for one in meetings_of(user) if one.seat.role == Seat.Role.STUDENT]
    parts = [student_part(enrolment, meetings) for enrolment in enrolments.order_by("-exchange__starts_on", "pk")]
    parts.sort(key=lambda part: part.next.at if part.next else datetime.max.replace(tzinfo=now().tzinfo))
    return {"parts": parts, "zone": zone_of(user).key, "standing": device_checks.standing_of(user)}


def student_part(enrolment: Enrolment, meetings: list[Meeting]) -> StudentPart:
    inside = getattr(enrolment, "current_memberships", [])
    group = inside[0].group if inside else None
    own = [one for one in meetings if one.held.exchange_id == enrolment.exchange_id]
    to_come = coming(own)
    offers = [group.facilitator, group.co_facilitator] if group else []
    return StudentPart(
        enrolment=enrolment,
        exchange=enrolment.exchange,
        group=group,
        members=members_of(group) if group else [],
        facilitators=[offer.user for offer in offers if offer],
        next=to_come[0] if to_come else None,
        later=to_come[1:],
        held=sum(one.is_over for one in own),
        planned=len(own),
        removal=enrolment.exchange.removals.filter(user=enrolment.user_id, lifted_at=None)
        .select_related("incident")
        .first(),
        questions=open_questions(enrolment),
    )


def my_week(user: User) -> dict[str, object]:
    """A facilitator's sessions: those of the next seven days, those after, and those that ended in the last 14."""
    moment = now()
    own = [one for one in meetings_of(user, moment) if one.seat.role in LEADING]
    to_come = coming(own, moment)
    week_end, recent = moment + timedelta(days=7), moment - timedelta(days=14)
    return {
        "zone": zone_of(user).key,
        "next": to_come[0] if to_come else None,
        "week": [one for one in to_come if one.at < week_end],
        "later": [one for one in to_come if one.at >= week_end],
        "past": [one for one in reversed(own) if one.is_over and one.at > recent],
        "access_needs": access_needs([one.held.group_id for one in to_come[:1]]),
        "checks": device_checks.readiness(to_come[0].held.seats.filter(removed_at=None)) if to_come else None,
        "standing": device_checks.standing_of(user),
    }


def access_needs(group_ids: list[int | None]) -> list[tuple[str, int]]:
    """What members of these groups asked for, with how many; never who (the facilitator asks the group)."""
    inside = Membership.objects.filter(group__in=[pk for pk in group_ids if pk], left_at=None)
    profiles = inside.values_list("enrolment__profile__access_needs", flat=True)
    return sorted(Counter(need_words(need) for needs in profiles for need in needs or []).items())


@dataclass(frozen=True, slots=True)
class CoordinatorPart:
    """An exchange on the coordinator's home page, with the step that comes next."""

    exchange: Exchange
    students: int
    not_invited: int
    draft_groups: int
    groups: int
    live: list[DialogueSession]
    next: DialogueSession | None
    incidents: int
    waiting: list[alarms.Waiting]
    without_place: int
    requests: int

    @property
    def next_step(self) -> str:
        """import, publish_exchange, match, publish_groups, invite or nothing ("")."""
        if not self.students:
            return "import"
        if self.exchange.status == Exchange.Status.DESIGN:
            return "publish_exchange"
        if not self.groups:
            return "publish_groups" if self.draft_groups else "match"
        return "invite" if self.not_invited else ""


def coordinator_home(user: User) -> dict[str, object]:
    own = Exchange.objects.filter(roles__user=user, roles__role="coordinator").order_by("-starts_on", "title")
    return {"parts": [coordinator_part(exchange, user) for exchange in own], "zone": zone_of(user).key}


def coordinator_part(exchange: Exchange, user: User) -> CoordinatorPart:
    statuses = Counter(exchange.enrolments.exclude(status=Enrolment.Status.WITHDRAWN).values_list("status", flat=True))
    groups = Counter(exchange.groups.values_list("status", flat=True))
    running = DialogueSession.objects.filter(exchange=exchange, kind=DialogueSession.Kind.SESSION)
    first = running.filter(state=State.SCHEDULED, starts_at__gt=now()).order_by("starts_at").first()
    return CoordinatorPart(
        exchange=exchange,
        students=sum(statuses.values()),
        not_invited=statuses[Enrolment.Status.IMPORTED],
        draft_groups=groups[Group.Status.DRAFT],
        groups=groups[Group.Status.PUBLISHED],
        live=list(running.filter(state__in=(State.LIVE, State.LANDED)).select_related("group")),
        next=first,
        incidents=open_incidents(exchange, user),
        waiting=alarms.waiting_rooms(now(), [exchange.pk]),
        without_place=len(waiting(exchange)),
        requests=GroupRequest.objects.filter(enrolment__exchange=exchange, status=GroupRequest.Status.OPEN).count(),
    )
