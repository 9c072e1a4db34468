"""One student in one session: every minute has its reason, in words and as a picture."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given

from dialogue import events as ev
from recognition import timelines, words
from recognition.evidence import facts_of
from recognition.pictures import picture_of, steps
from sessions.models import TalkFigure
from tests.recognition.held import MINUTE, hold, make_season, meetings_of, student_of
from tests.recognition.test_evidence import LEAD, START, STUDENT, check, log_of, outage, spans_of_minutes, stay


def facts(*timed, **more):
    return facts_of(log_of(*timed, **more), 180)


def parts(found):
    return timelines.parts_of(found, found.seats[STUDENT])


def told(found):
    """Kind and whole minutes of each part."""
    return [(row.kind, row.minutes) for row in timelines.rows_of(parts(found))]


def picture(found, **more):
    return picture_of(found.seats[STUDENT], parts(found), with_acts=True, **more)


BAD_DAY = [
    *stay(STUDENT, (12, 30), (32, 60), (70, 110)),
    *stay(STUDENT, (40, 50), device="phone"),
    *check(1, 20),
    *check(2, 75, answered=False),
    (45, ev.Said(STUDENT, "all", 1, 5)),
    (80, ev.SentToLobby(STUDENT, LEAD)),
    (85, ev.Admitted(STUDENT, LEAD)),
    outage(94, 99),
]


def test_every_minute_has_its_reason():
    assert told(facts(*BAD_DAY)) == [
        ("late", 12),
        ("present", 18),
        ("bridged", 2),
        ("present", 28),
        ("gap", 10),
        ("present", 10),
        ("outside", 5),
        ("present", 9),
        ("outage", 5),
        ("present", 11),
        ("left", 10),
    ]


def test_time_without_a_facilitator_and_breaks_are_reasons():
    rest = [(60.0, ev.PhaseStarted(1, 0, None)), (70.0, ev.PhaseStarted(2, 0, None))]
    found = facts(*stay(STUDENT, (0, 120)), *rest, lead=((0, 30), (40, 120)))
    assert told(found) == [("present", 30), ("unled", 10), ("present", 20), ("break", 10), ("present", 50)]


def test_who_was_not_there_is_told_so_for_the_whole_time():
    assert told(facts()) == [("absent", 120)]


def test_every_kind_has_words():
    kinds = {"present", "bridged", "late", "gap", "left", "absent", "outside", "break", "outage", "unled"}
    assert set(words.KINDS) == kinds


@given(spans=spans_of_minutes, lead=spans_of_minutes)
def test_whole_minutes_add_up(spans, lead):
    found = facts(*stay(STUDENT, *[(come + 0.4, go + 0.3) for come, go in spans if go < 119]), lead=lead)
    rows = timelines.rows_of(parts(found))
    assert sum(row.minutes for row in rows) == 120
    assert all(row.minutes >= 0 for row in rows)


def test_checks_and_acts_are_told_in_order_to_the_person():
    seat = facts(*BAD_DAY).seats[STUDENT]
    said = [one.words for one in timelines.moments_of(seat, with_acts=True)]
    assert said == ["presence check: answered", "wrote in the chat", "presence check: not answered"]


def test_others_are_not_told_how_somebody_took_part():
    seat = facts(*BAD_DAY).seats[STUDENT]
    assert "wrote in the chat" not in [one.words for one in timelines.moments_of(seat, with_acts=False)]


# -- the picture ---------------------------------------------------------------------------------------------


def test_a_picture_has_a_lane_for_what_counts_each_device_checks_and_acts():
    labels = [lane.label for lane in picture(facts(*BAD_DAY)).lanes]
    assert labels == ["What counts · came late", "Device 1", "Device 2", "Presence checks", "Took part"]


def test_breakouts_have_a_lane_with_their_numbers():
    moves = [(10, ev.PairsStarted(1, ((STUDENT,),), None, LEAD)), (20, ev.MovedTo(STUDENT, 2, LEAD))]
    found = facts(*stay(STUDENT, (0, 120)), *moves, (30, ev.PairsEnded(LEAD, "ended")))
    lane = next(lane for lane in picture(found).lanes if lane.label == "Pairs")
    assert [(bar.text, bar.x) for bar in lane.bars] == [("1", "8.33%"), ("2", "16.67%")]


def test_answered_and_missed_checks_differ_in_shape():
    lane = next(lane for lane in picture(facts(*BAD_DAY)).lanes if lane.label == "Presence checks")
    assert [tick.kind for tick in lane.ticks] == ["answered", "missed"]


def test_the_legend_names_each_look_once():
    kinds = [kind for kind, _words in picture(facts(*BAD_DAY)).kinds]
    assert kinds == ["gap", "present", "bridged", "outside", "outage"]


def test_where_one_reads_from_the_right_the_picture_is_mirrored():
    with translation.override("ar"):
        mirrored = picture(facts(*BAD_DAY))
    first = mirrored.lanes[0].bars[0]
    assert (first.kind, first.x, first.width, mirrored.edge) == ("late", "90.00%", "10.00%", "100%")


def test_the_axis_has_full_steps_of_the_readers_clock(settings):
    settings.TIME_ZONE = "Asia/Kathmandu"  # 5:45 ahead
    with translation.override("en"):
        clocks = [timelines.clock(at) for at in steps((START, START + 120 * MINUTE))]
    assert len(clocks) == 4
    assert {one[-2:] for one in clocks} <= {"00", "30"}


@given(spans=spans_of_minutes)
def test_nothing_is_drawn_outside_the_picture(spans):
    drawn = picture(facts(*stay(STUDENT, *spans)))
    bars = [bar for lane in drawn.lanes for bar in lane.bars]
    assert all(float(bar.x[:-1]) >= 0 and float(bar.x[:-1]) + float(bar.width[:-1]) <= 100.3 for bar in bars)


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(db):
    """A session with a check that the first student answered and a second that it missed."""
    exchange = make_season(sessions=1)
    [meeting] = meetings_of(exchange)
    start = meeting.starts_at.timestamp()
    number = meeting.seats.get(user=student_of(exchange).user).number
    checks = [(20, (number,)), (80, ())]
    more = []
    for n, (minute, answered) in enumerate(checks, start=1):
        opened = start + minute * MINUTE
        more += [
            (opened, ev.CheckpointOpened(n, opened + 90)),
            (opened + 90, ev.CheckpointClosed(n, (number,), answered)),
        ]
    hold(meeting, {number: [(2, 60), (61, 100)]}, more=more)
    return meeting


def test_the_own_record_tells_how_many_checks_were_answered(client, meeting):
    client.force_login(student_of(meeting.exchange).user)
    page = client.get(reverse("recognition:own_record")).text
    assert "presence checks: 1 of 2 answered" in page
    assert "wrote in the chat" in page


def test_how_much_somebody_spoke_is_told_to_that_person_and_nobody_else(client, meeting):
    """The page asks the floor below for it; nothing here reads it (tests/sessions/test_talk_privacy.py)."""
    student, coordinator = student_of(meeting.exchange), meeting.exchange.roles.get(role="coordinator").user
    number = meeting.seats.get(user=student.user).number
    spoken = {"talk_slots": 7200, "covered_slots": 30_000, "unmuted_slots": 30_000, "inside_slots": 36_000}
    TalkFigure.objects.create(dialogue_session=meeting, seat=number, version=1, settled_slot=1, **spoken)
    client.force_login(student.user)
    assert "You spoke for about 10 minutes." in client.get(reverse("recognition:own_record")).text
    client.force_login(coordinator)
    page = client.get(reverse("recognition:student", args=[meeting.exchange.slug, student.pk])).text
    assert "You spoke" not in page
    assert "How much you spoke" not in page


def test_a_missed_check_puts_the_session_in_doubt_and_denies_nothing(client, meeting):
    client.force_login(student_of(meeting.exchange).user)
    [line] = client.get(reverse("recognition:own_record")).context["records"][0].sessions
    assert (line.standing, "checkpoint_missed" in line.verdict.codes) == ("in_doubt", True)


def test_the_facilitator_sees_the_picture_without_how_somebody_took_part(client, meeting):
    client.force_login(meeting.group.facilitator.user)
    page = client.get(reverse("recognition:sign_off", args=[meeting.pk]))
    drawn = next(one.picture for one in page.context["attendees"] if one.checks[1])
    assert "Presence checks" in [lane.label for lane in drawn.lanes]
    assert "Took part" not in [lane.label for lane in drawn.lanes]


def rows_for(client, user, meeting):
    client.force_login(user)
    enrolment = student_of(meeting.exchange)
    answer = client.get(reverse("recognition:timeline_csv", args=[meeting.pk, enrolment.pk]))
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_minutes_can_be_taken_along_as_a_file(client, meeting):
    rows = rows_for(client, student_of(meeting.exchange).user, meeting)
    assert [row[2:] for row in rows[1:6]] == [
        ["2", "not here yet, not counted"],
        ["58", "in the room"],
        ["1", "short gap, counted"],
        ["39", "in the room"],
        ["20", "gone before the end, not counted"],
    ]
    assert "wrote in the chat" in {row[3] for row in rows}


def test_the_file_for_others_does_not_tell_how_somebody_took_part(client, meeting):
    rows = rows_for(client, meeting.group.facilitator.user, meeting)
    assert "presence check: not answered" in {row[3] for row in rows}
    assert "wrote in the chat" not in {row[3] for row in rows}
