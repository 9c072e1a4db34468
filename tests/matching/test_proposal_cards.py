"""What a coordinator reads of proposals: why somebody waits, and what each further move would bring."""

from typing import Any

from accounts.models import User
from matching.proposal_cards import card_of, ladder, wait_line

NOBODY: dict[int, User] = {}


def values(kind: str, moved: int, after: float, left_out: int = 0, **more: Any) -> dict[str, Any]:
    figures = {"before": {"total": 70.0, "components": {}}, "after": {"total": after, "components": {}}}
    changes = {"moves": [[n, "1", "2"] for n in range(moved)], "joined": [], "left_out": list(range(left_out))}
    empty = {"opened": {}, "ended": [], "slot_changes": [], "facilitator_changes": [], "gain": after - 70.0}
    return {"kind": kind, **figures, **changes, **empty, **more}


def rungs(*proposals: dict[str, Any]) -> list[tuple[int, int, float]]:
    cards = [card_of(n, one, NOBODY, {}) for n, one in enumerate(proposals)]
    return [(rung.card.moved, rung.more, round(rung.gain, 1)) for rung in ladder(cards)]


def test_each_rung_says_what_it_adds_to_the_one_below() -> None:
    found = rungs(values("nobody_moved", 0, 71.0), values("few_moved", 2, 72.5), values("curve", 5, 74.3))
    assert found == [(0, 0, 0.0), (2, 2, 1.5), (5, 3, 1.8)]


def test_more_moves_that_bring_nothing_are_no_rung() -> None:
    found = rungs(values("nobody_moved", 0, 71.0), values("few_moved", 2, 72.5), values("curve", 5, 72.4))
    assert found == [(0, 0, 0.0), (2, 2, 1.5)]


def test_a_rung_that_seats_more_people_counts_even_when_it_is_worth_less() -> None:
    found = rungs(values("nobody_moved", 0, 71.0, left_out=1), values("least_moved", 1, 70.5))
    assert found == [(0, 0, 0.0), (1, 1, -0.5)]


def test_other_times_and_matching_afresh_are_no_rungs() -> None:
    others = values("retimed", 1, 75.0, slot_changes=["3"]), values("afresh", 60, 80.0)
    assert rungs(values("nobody_moved", 0, 71.0), *others) == []


def test_each_rung_has_a_name_of_its_own() -> None:
    assert str(card_of(0, values("curve", 5, 74.3), NOBODY, {}).title) == "5 people move"
    assert str(card_of(0, values("few_moved", 2, 72.5), NOBODY, {}).title) == "A few are moved"
    waiting = [str(card_of(0, values("few_moved", 2, 73.0, left_out=n), NOBODY, {}).title) for n in (1, 3)]
    assert waiting == ["A few are moved, 1 waits", "A few are moved, 3 wait"]


def test_a_group_that_would_be_opened_has_words() -> None:
    one = values("least_moved", 0, 71.0, moves=[[7, "1", "g009"]], opened={"g009": {}})
    card = card_of(0, one, {7: User(name="Ada")}, {"1": "Group 1"})
    assert [(move.source, move.target) for move in card.moves] == [("Group 1", "a new group")]


def test_why_somebody_waits_is_said_with_what_would_help() -> None:
    line = wait_line(User(name="Ada"), "full", 1)
    assert line.why == "no group with a free seat meets when this student is free."
    assert line.moves == "Moving 1 person would give them a place."
    assert wait_line(User(name="Ada"), "hours", None).moves == ""


def test_a_report_of_an_older_version_is_shown_without_reasons() -> None:
    assert card_of(0, values("nobody_moved", 0, 71.0, left_out=2), NOBODY, {}).waits == []
