"""A group that meets gets another time or another facilitator: everybody concerned agrees, or nothing happens."""

import pytest

from accounts import hooks
from accounts.models import OutboxMail
from matching import changes, errors, proposal_preview, rematching
from matching.changes import Wanted
from matching.checks import members_of
from matching.meeting_changes import NewMeeting
from matching.models import Change, Group, MatchRun
from tests.factories import make_facilitator, make_student
from tests.matching.published import group_of, meet_now, published_exchange, say, two_groups

pytestmark = pytest.mark.django_db
Status = Change.Status


@pytest.fixture
def exchange():
    return published_exchange()


@pytest.fixture
def groups(exchange):
    return two_groups(exchange)


def another_time(group, slot="Wed 16:30", leader=None):
    return NewMeeting(group, slot, leader or group.facilitator, "en", group.slot, group.facilitator)


def ask_for(new, by, asks=True):
    wanted = changes.with_stayers([], [new], asks=asks)
    return changes.ask(new.group.exchange, Change.Kind.PROPOSAL, wanted, by, new=[new])


def test_everybody_of_the_group_is_asked_about_another_time(groups, by):
    change = ask_for(another_time(groups[0]), by)
    mails = OutboxMail.objects.filter(key__startswith=f"change:{change.pk}:")
    assert mails.count() == 6
    assert "Another time for G1?" in mails[0].subject
    assert "Could G1 of" in mails[0].body
    assert groups[0].slot == "Mon 16:30"


def test_when_all_agree_the_group_meets_at_the_new_time(groups, by):
    change = ask_for(another_time(groups[0]), by)
    for nth in range(6):
        change = say(change, True, nth)
    groups[0].refresh_from_db()
    assert (change.status, groups[0].slot) == (Status.DONE, "Wed 16:30")
    assert len(members_of(groups[0])) == 6


def test_one_no_keeps_the_time_and_tells_the_others(groups, by):
    change = say(ask_for(another_time(groups[0]), by), False)
    groups[0].refresh_from_db()
    assert (change.status, groups[0].slot) == (Status.DECLINED, "Mon 16:30")
    told = OutboxMail.objects.filter(key__startswith=f"change_ended:{change.pk}:")
    assert told.count() == 5
    assert "it meets as before" in " ".join(told[0].body.split())


def test_of_another_facilitator_nobody_is_asked(exchange, groups, by, django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr(hooks.meeting_changed, "listeners", [lambda *args: told.append(args)])
    leader, before = make_facilitator(exchange, "Three"), groups[0].facilitator
    with django_capture_on_commit_callbacks(execute=True):
        change = ask_for(another_time(groups[0], groups[0].slot, leader), by)
    groups[0].refresh_from_db()
    assert (change.status, groups[0].facilitator) == (Status.DONE, leader)
    people = sorted(one.user_id for one in members_of(groups[0]))
    assert [(pk, gone, sorted(users)) for pk, gone, users in told] == [(groups[0].pk, (before.pk,), people)]


def test_a_time_at_which_somebody_is_not_free_is_refused(groups, by):
    with pytest.raises(errors.RuleBroken):
        ask_for(another_time(groups[0], "Sun 16:30"), by)
    assert not Change.objects.exists()


def test_a_facilitator_who_leads_another_group_then_is_refused(groups, by):
    with pytest.raises(errors.RuleBroken, match="too close"):
        ask_for(another_time(groups[0], "Tue 16:30", groups[1].facilitator), by)


def test_two_groups_exchange_their_facilitators(exchange, groups, by):
    one, two = (another_time(group, group.slot, other.facilitator) for group, other in (groups, groups[::-1]))
    change = changes.ask(exchange, Change.Kind.PROPOSAL, [], by, new=[one, two])
    assert change.status == Status.DONE


def test_who_came_since_people_were_asked_is_not_moved_to_another_time_unasked(exchange, groups, by):
    change = ask_for(another_time(groups[0]), by)
    late = make_student(exchange, 12)
    changes.ask(exchange, Change.Kind.SEAT, [Wanted(late, None, groups[0], asks=False)], by)
    for nth in range(6):
        change = say(change, True, nth)
    groups[0].refresh_from_db()
    assert (change.status, groups[0].slot) == (Status.OVERTAKEN, "Mon 16:30")


def test_when_the_new_facilitator_is_gone_meanwhile_nothing_happens(exchange, groups, by):
    leader = make_facilitator(exchange, "Three")
    change = ask_for(another_time(groups[0], "Wed 16:30", leader), by)
    leader.delete()
    for nth in range(6):
        change = say(change, True, nth)
    groups[0].refresh_from_db()
    assert (change.status, groups[0].slot) == (Status.OVERTAKEN, "Mon 16:30")


def test_while_a_session_is_near_an_agreed_new_time_waits(groups, by):
    change = ask_for(another_time(groups[0]), by)
    meet_now(groups[0])
    for nth in range(6):
        change = say(change, True, nth)
    assert change.status == Status.ASKED
    with pytest.raises(errors.SessionNear):
        ask_for(another_time(meet_now(groups[1])[0], "Thu 12:00"), by, asks=False)


def test_a_second_facilitator_who_is_not_free_then_is_free_of_the_group(exchange, groups, by):
    groups[0].co_facilitator = make_facilitator(exchange, "Helper", availability="Mon 12:00-22:00")
    groups[0].save()
    change = ask_for(another_time(groups[0]), by, asks=False)
    groups[0].refresh_from_db()
    assert (change.status, groups[0].co_facilitator) == (Status.DONE, None)


def test_a_group_that_ends_by_a_change_takes_no_time_of_its_facilitator(exchange, groups, by):
    """Both groups of a facilitator become one at the time of the first, which was too near before."""
    groups[1].facilitator = groups[0].facilitator
    groups[1].slot = "Mon 17:30"
    groups[1].save()
    for one in members_of(groups[1])[2:]:
        one.memberships.all().delete()
    wanted = [Wanted(one, groups[1], groups[0], asks=False) for one in members_of(groups[1])]
    new = another_time(groups[0], "Mon 17:00")
    change = changes.ask(exchange, Change.Kind.PROPOSAL, changes.with_stayers(wanted, [new], asks=False), by, new=[new])
    groups[1].refresh_from_db()
    assert (change.status, groups[1].status) == (Status.DONE, Group.Status.CLOSED)


# -- proposals ---------------------------------------------------------------------------------------------------


@pytest.fixture
def retimed(exchange, groups, by):
    """A run with one proposal: the first group meets at another time, so that somebody who waits can join it."""
    late = make_student(exchange, 12, availability="Wed 12:00-22:00")
    run = rematching.prepare_rematch(exchange, by)
    members = [f"s{one.pk}" for one in (*members_of(groups[0]), late)]
    first = str(groups[0].pk)
    meeting = {"id": first, "members": members, "slot": "Wed 16:30", "language": "en"}
    figures = {"total": 50.0, "components": {}}
    proposal = {
        "kind": "retimed", "moves": [], "joined": [[late.pk, first]], "left_out": [], "opened": {}, "ended": [],
        "meetings": {first: meeting | {"facilitator": f"f{groups[0].facilitator_id}"}}, "slot_changes": [first],
        "facilitator_changes": [], "before": figures, "after": figures, "disturbance": 4.0, "gain": 0.0, "steps": 1,
    }  # fmt: skip
    MatchRun.objects.filter(pk=run.pk).update(status="done", report={"feasible": True, "proposals": [proposal]})
    run.refresh_from_db()
    return run


def test_the_preview_names_who_is_asked_and_on_whose_clock(retimed):
    would = proposal_preview.preview(retimed, 0)
    assert (would.asked, len(would.stay), len(would.join), would.leaders) == (6, 6, 1, ["One"])
    assert {one.at.weekday() for one in would.stay} == {2}
    assert len({f"{one.at:%H:%M}" for one in would.stay}) > 1


def test_nobody_is_asked_before_the_facilitators_are(retimed, by):
    with pytest.raises(errors.LeadersNotAsked):
        rematching.accept_proposal(retimed, 0, by)
    assert not Change.objects.exists()


def test_a_new_time_of_a_proposal_happens_when_all_agree(retimed, groups, by):
    change = rematching.accept_proposal(retimed, 0, by, leaders_agree=True)
    asked = change.steps.filter(answer="").count()
    for step in change.steps.filter(answer="").select_related("enrolment__user", "change__exchange"):
        change = changes.answer(step, True, step.enrolment.user)
    groups[0].refresh_from_db()
    assert (asked, change.status, groups[0].slot) == (6, Status.DONE, "Wed 16:30")
    assert len(members_of(groups[0])) == 7


def test_who_answers_for_having_asked_gives_a_reason(retimed, groups, by):
    with pytest.raises(errors.ReasonMissing):
        rematching.accept_proposal(retimed, 0, by, asks=False, leaders_agree=True)
    change = rematching.accept_proposal(retimed, 0, by, "They asked for it.", asks=False, leaders_agree=True)
    assert change.status == Status.DONE


def test_a_proposal_for_a_group_that_meets_otherwise_now_is_gone(retimed, groups, by):
    groups[0].slot = "Thu 16:30"
    groups[0].save()
    with pytest.raises(errors.ProposalGone):
        rematching.accept_proposal(retimed, 0, by, leaders_agree=True)


def test_the_pages_show_what_would_change_and_do_it(client, exchange, retimed, groups, coordinator):
    path = f"/groups/{exchange.slug}/changes/proposals/{retimed.pk}/take/"
    shown = client.get(path, {"number": "0"}).text
    assert "Wed 16:30 instead of Mon 16:30" in shown
    assert "I have asked One: they know and agree." in shown
    asked = client.post(path, {"number": "0", "how": "ask", "leaders_agree": "yes"}, follow=True).text
    assert "0 of 6 agreed" in asked
    student = members_of(groups[0])[0]
    client.force_login(student.user)
    step = student.steps.get()
    own = client.get(f"/groups/{exchange.slug}/own/answer/{step.pk}/").text
    assert "Another time for G1?" in own
    assert "Time of now" in own
    assert "Another time for G1?" in client.get(f"/groups/{exchange.slug}/own/").text
    assert group_of(student) == groups[0]


# -- by the coordinator ------------------------------------------------------------------------------------------


def own_page(group):
    return f"/groups/{group.exchange.slug}/changes/meeting/{group.pk}/"


def test_a_coordinator_finds_another_facilitator_for_a_group_that_meets(client, exchange, groups, coordinator):
    three = make_facilitator(exchange, "Three")
    shown = client.get(own_page(groups[0])).text
    assert "Somebody else leads, at the same time" in shown
    assert "Three" in shown
    chosen = f"Mon 16:30 {three.pk}"
    assert "Three leads it instead of One." in client.get(own_page(groups[0]), {"meeting": chosen}).text
    client.post(own_page(groups[0]), {"meeting": chosen, "how": "ask", "leaders_agree": "yes"})
    groups[0].refresh_from_db()
    assert groups[0].facilitator == three
    change = Change.objects.get()
    assert (change.kind, change.status) == (Change.Kind.MEETING, Status.DONE)
    assert {"before", "after"} <= change.figures.keys()


def test_about_another_time_everybody_is_asked_first(client, exchange, groups, coordinator):
    chosen = f"Wed 18:00 {groups[0].facilitator_id}"
    assert "Ask 6 people" in client.get(own_page(groups[0]), {"meeting": chosen}).text
    client.post(own_page(groups[0]), {"meeting": chosen, "how": "ask"})
    assert not Change.objects.exists()
    client.post(own_page(groups[0]), {"meeting": chosen, "how": "ask", "leaders_agree": "yes"})
    assert Change.objects.get().steps.filter(answer="").count() == 6


@pytest.mark.parametrize(
    "chosen", ["", "Mon 16:30", "Foo 16:30 1", "Mon 99:30 1", "x", "Mon 16:30 999999", "Mon 16:30 " + "9" * 5000]
)
def test_a_meeting_that_does_not_exist_changes_nothing(client, groups, coordinator, chosen):
    client.post(own_page(groups[0]), {"meeting": chosen, "how": "now", "reason": "Because.", "leaders_agree": "yes"})
    assert not Change.objects.exists()


def test_a_draft_and_a_stranger_have_no_such_page(client, exchange, groups, coordinator):
    Group.objects.filter(pk=groups[0].pk).update(status=Group.Status.DRAFT)
    assert client.get(own_page(groups[0])).status_code == 404
    client.force_login(members_of(groups[1])[0].user)
    assert client.get(own_page(groups[1])).status_code == 404
