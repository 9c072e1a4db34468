"""The pages of the board: what they send, whom they refuse, and what an act is answered with."""

import json

import pytest
from django.urls import reverse

from matching import board_log, board_table, services
from matching.checks import members_of
from tests.factories import make_exchange, make_facilitator, make_group, make_student

pytestmark = pytest.mark.django_db
READS = ("board", "board_state", "board_table", "board_openings")
ACTS = ("move", "swap", "lock", "meeting", "support", "new_group", "remove_group", "merge", "undo", "redo")


def get(client, exchange, name, **query):
    return client.get(reverse(f"matching:{name}", args=[exchange.slug]), query)


def post(client, exchange, name, **fields):
    fields = {"version": board_log.version_of(exchange)} | fields
    return client.post(
        reverse(f"matching:{name}", args=[exchange.slug]), fields, headers={"Accept": "application/json"}
    )


def state_of(answer):
    text = answer.content.decode()
    return json.loads(text.split('<script id="board-state" type="application/json">')[1].split("</script>")[0])


def first(group):
    return members_of(group)[0].pk


def test_a_stranger_sees_nothing_of_the_board(client, exchange, groups):
    client.force_login(make_facilitator(exchange, "Fay").user)
    assert {get(client, exchange, name).status_code for name in READS} == {404}
    assert get(client, exchange, "board_effects", student=first(groups[0])).status_code == 404
    assert {post(client, exchange, name).status_code for name in ACTS} == {404}


def test_the_board_tells_people_groups_and_figures(client, coordinator, exchange, groups):
    state = state_of(get(client, exchange, "board"))
    assert len(state["people"]) == 14
    assert [len(group["members"]) for group in state["groups"]] == [7, 7]
    assert 0 < state["figures"]["total"] <= 100
    assert {family["key"] for family in state["families"]} >= {"country", "gender"}


def test_gender_risk_and_needs_of_a_person_are_not_sent(client, coordinator, exchange, groups):
    people = state_of(get(client, exchange, "board"))["people"].values()
    expected = {"name", "country", "place", "institution", "subject", "first", "levels", "zone"}
    assert {frozenset(one) for one in people} == {frozenset(expected)}


def test_a_move_is_answered_with_both_groups_and_the_figures(client, coordinator, exchange, groups):
    answer = post(client, exchange, "move", student=first(groups[0]), target=groups[1].pk).json()
    assert [group["id"] for group in answer["groups"]] == [groups[0].pk, groups[1].pk]
    assert [len(group["members"]) for group in answer["groups"]] == [6, 8]
    assert answer["said"].startswith("Done: Student 1: G1 → G2")
    assert answer["undo"] == "Student 1: G1 → G2"
    assert answer["by_hand"] == {"acts": 1, "people": 1}


def test_a_lock_is_answered_with_its_group(client, coordinator, exchange, groups):
    student = first(groups[0])
    answer = post(client, exchange, "lock", student=student, locked="yes").json()
    assert [(group["id"], group["kept"]) for group in answer["groups"]] == [(groups[0].pk, [student])]


def test_who_is_behind_gets_the_newest_board(client, coordinator, exchange, groups):
    post(client, exchange, "move", student=first(groups[0]), target=groups[1].pk)
    answer = post(client, exchange, "move", student=first(groups[0]), target=groups[1].pk, version=0)
    assert answer.status_code == 409
    assert answer.json()["refused"]["code"] == "board_changed"
    assert len(answer.json()["state"]["groups"][1]["members"]) == 8


def test_a_broken_rule_is_told_in_words_and_done_after_a_yes(client, coordinator, exchange, groups):
    busy = make_student(exchange, 20, availability="Sun 03:00-05:00")
    answer = post(client, exchange, "move", student=busy.pk, target=groups[1].pk)
    assert answer.status_code == 400
    assert "is not free" in answer.json()["refused"]["text"]
    done = post(client, exchange, "move", student=busy.pk, target=groups[1].pk, anyway="yes").json()
    assert any(one["hard"] for one in done["groups"][0]["warnings"])


def test_the_state_is_only_sent_when_it_is_newer(client, coordinator, exchange, groups):
    assert get(client, exchange, "board_state", version=0).status_code == 204
    post(client, exchange, "lock", group=groups[0].pk, locked="yes")
    assert get(client, exchange, "board_state", version=0).json()["groups"][0]["locked"] is True


def test_every_kind_of_act_has_a_sentence(client, coordinator, exchange, groups):
    third = make_facilitator(exchange, "Three")
    one, other = first(groups[0]), first(groups[1])
    said = [
        post(client, exchange, "swap", student=one, other=other).json()["said"],
        post(client, exchange, "lock", student=one, locked="yes").json()["said"],
        post(client, exchange, "lock", group=groups[0].pk, locked="yes").json()["said"],
        post(client, exchange, "undo").json()["said"],
        post(client, exchange, "redo").json()["said"],
        post(client, exchange, "undo").json()["said"],
        post(client, exchange, "meeting", group=groups[0].pk, meeting=f"Tue 16:30 {third.pk}").json()["said"],
        post(client, exchange, "new_group", meeting=f"Fri 16:30 {third.pk} en").json()["said"],
        post(client, exchange, "move", student=other, target="").json()["said"],
    ]
    assert said == [
        "Done: Student 1: G1 → G2; Student 10: G2 → G1",
        "Done: Student 1 locked in G2",
        "Done: G1 locked",
        "Undone: G1 locked",
        "Done again: G1 locked",
        "Undone: G1 locked",
        "Done: G1: Mon 16:30 → Tue 16:30; G1 is led by Three, not One",
        "Done: Group 1 made",
        "Done: Student 10: G1 → aside",
    ]
    listed = get(client, exchange, "board_state", version=0).json()["changes"]
    assert listed[0]["text"] == "Student 10: G1 → aside"


def test_effects_are_asked_for_a_person_of_this_exchange(client, coordinator, exchange, groups):
    answer = get(client, exchange, "board_effects", student=first(groups[0])).json()
    assert set(answer["moves"]) == {"0", str(groups[1].pk)}
    assert len(answer["swaps"]) == 7
    theirs = make_student(make_exchange(), 1)
    assert get(client, exchange, "board_effects", student=theirs.pk).status_code == 404


def test_a_swap_is_told_in_full(client, coordinator, exchange, groups):
    asked = {"student": first(groups[0]), "other": first(groups[1])}
    assert "mix" in get(client, exchange, "board_effects", **asked).json()["effect"]
    assert get(client, exchange, "board_effects", student=asked["student"], other=asked["student"]).status_code == 404


@pytest.mark.parametrize("field", ["student", "target"])
def test_a_made_up_number_is_not_here(client, coordinator, exchange, groups, field):
    fields = {"student": first(groups[0]), "target": groups[1].pk} | {field: "999999"}
    assert post(client, exchange, "move", **fields).status_code == 404


def test_a_group_of_another_exchange_is_not_here(client, coordinator, exchange, groups):
    theirs = make_group(make_exchange(), [])
    assert post(client, exchange, "move", student=first(groups[0]), target=theirs.pk).status_code == 404
    path = reverse("matching:board_group", args=[exchange.slug, theirs.pk])
    assert client.get(path).status_code == 404


def test_the_dialogue_of_a_group_offers_other_meetings_and_merging(client, coordinator, exchange, groups):
    make_facilitator(exchange, "Three")
    text = client.get(reverse("matching:board_group", args=[exchange.slug, groups[0].pk])).content.decode()
    assert f'value="Tue 16:30 {groups[0].facilitator_id}"' in text
    assert "Three" in text
    assert "Every other group would become too large" in text


def test_a_new_group_can_meet_where_most_of_those_aside_could_come(client, coordinator, exchange, groups):
    make_student(exchange, 20, availability="Wed 15:00-19:00")
    text = get(client, exchange, "board_openings").content.decode()
    assert "Wed" in text.split("<option")[1]
    assert "1 could come" in text.split("<option")[1]


def test_the_table_and_the_file_have_every_student(client, coordinator, exchange, groups):
    assert "Student 14" in get(client, exchange, "board_table").content.decode()
    lines = get(client, exchange, "board_table", csv=1).content.decode().splitlines()
    assert len(lines) == 15
    assert "Mon 15:30" in lines[3]  # Lisbon


def test_without_a_script_a_form_moves_somebody_and_undoes_it(client, coordinator, exchange, groups):
    page = {"headers": {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, "follow": True}
    path = reverse("matching:move", args=[exchange.slug])
    fields = {"version": 0, "student": first(groups[0]), "target": groups[1].pk}
    assert "Done: Student 1: G1 → G2" in client.post(path, fields, **page).content.decode()
    assert "changed the board a moment ago" in client.post(path, fields, **page).content.decode()
    version = {"version": board_log.version_of(exchange)}
    answer = client.post(reverse("matching:undo", args=[exchange.slug]), version, **page)
    assert "Undone: Student 1" in answer.content.decode()


def test_a_cell_is_never_a_formula():
    assert board_table.harmless("=1+1") == "'=1+1"


def test_published_groups_are_only_shown(client, coordinator, exchange, groups):
    services.publish_groups(exchange, coordinator)
    assert state_of(get(client, exchange, "board"))["published"] is True
    answer = post(client, exchange, "move", student=first(groups[0]), target=groups[1].pk)
    assert answer.json()["refused"]["code"] == "groups_published"
