from hypothesis import given
from hypothesis import strategies as st

from sessions.media.sfu_streams import Join, Published, Restart, Start, Stream, Subscription, Talkers, Update

A, A_PICTURE, B = Stream("a", "audio", "0"), Stream("a", "video", "1"), Stream("b", "audio", "0")
ANSWER = {"type": "answer", "sdp": ""}


def came(connection: str, *lines: tuple[str, str], **fields) -> dict:
    return {"publishers": [{"id": connection, "streams": [{"type": t, "mid": m, **fields} for t, m in lines]}]}


# -- who sends what ---------------------------------------------------------------------------------------------


def test_who_publishes_is_known_with_a_line_of_each_kind():
    published = Published()
    assert published.heard(came("a", ("audio", "0"), ("video", "1"), ("data", "2")))
    assert published.of(["a", "nobody"]) == {A, A_PICTURE}
    assert published.of(["a"], ["audio"]) == {A}


def test_a_second_microphone_of_a_person_is_never_passed_on():
    published = Published()
    published.heard(came("a", ("audio", "0"), ("audio", "5")))
    assert published.of(["a"]) == {A}


def test_the_same_news_twice_is_no_change():
    published = Published()
    assert published.heard(came("a", ("audio", "0")))
    assert not published.heard(came("a", ("audio", "0")))
    assert published.heard({"unpublished": "a"})
    assert not published.heard({"leaving": "a"})
    assert not published.heard({"kicked": "nobody"})


def test_a_microphone_that_was_closed_before_we_looked_is_closed():
    published = Published()
    published.heard(came("a", ("audio", "0"), moderated=True))
    assert published.is_muted("a")
    published.heard({"id": "a", "mid": "0", "moderation": "unmuted"})
    assert not published.is_muted("a")


def test_a_closed_camera_is_no_closed_microphone():
    published = Published()
    published.heard(came("a", ("audio", "0"), ("video", "1")))
    published.heard({"id": "a", "mid": "1", "moderation": "muted"})
    assert not published.is_muted("a")


# -- who talks --------------------------------------------------------------------------------------------------


def talkers() -> tuple[Talkers, list]:
    told: list = []
    return Talkers(lambda *row: told.append(row)), told


TALKING, STOPPED = {"videoroom": "talking", "id": "a"}, {"videoroom": "stopped-talking", "id": "a"}


def test_talking_is_told_once_and_ended_once():
    found, told = talkers()
    for at, data in enumerate([TALKING, TALKING, STOPPED, STOPPED]):
        found.heard(data, at, muted=False)
    assert told == [("a", True, 0), ("a", False, 2)]


def test_each_way_out_ends_talking():
    ways = [{"unpublished": "a"}, {"leaving": "a"}, {"kicked": "a"}, {"id": "a", "moderation": "muted"}]
    for way in ways:
        found, told = talkers()
        found.heard(TALKING, 1, muted=False)
        found.heard(way, 2, muted="moderation" in way)
        assert told[-1] == ("a", False, 2), way


def test_who_is_muted_does_not_talk_whatever_janus_says():
    found, told = talkers()
    found.heard(TALKING, 1, muted=True)
    assert told == []


@given(st.lists(st.tuples(st.sampled_from(["talking", "stopped", "leaving", "muted", "down"]), st.sampled_from("ab"))))
def test_every_beginning_has_an_end_and_they_alternate(history):
    found, told = talkers()
    for at, (what, who) in enumerate(history):
        if what == "down":
            found.all_end(at)
        elif what == "leaving":
            found.heard({"leaving": who}, at, muted=False)
        elif what == "muted":
            found.heard({"id": who, "moderation": "muted"}, at, muted=True)
        else:
            word = "talking" if what == "talking" else "stopped-talking"
            found.heard({"videoroom": word, "id": who}, at, muted=False)
    found.all_end(len(history))
    for who in "ab":
        words = [talking for name, talking, _ in told if name == who]
        assert words == [True, False] * (len(words) // 2)


# -- one page's receiving connection ----------------------------------------------------------------------------


def test_nothing_is_asked_while_there_is_nothing_to_get():
    assert Subscription().next() is None


def test_a_first_join_waits_for_the_answer_before_anything_else():
    plan = Subscription(wanted=frozenset({A}))
    plan.done(plan.next(), offered=True)
    plan.wanted = frozenset({A, B})
    assert plan.next() is None
    plan.answered(ANSWER)
    assert plan.next() == Start(ANSWER)
    plan.done(plan.next(), offered=False)
    assert plan.next() == Update(frozenset({B}), frozenset())


def test_an_update_without_an_offer_needs_no_answer():
    plan = Subscription(wanted=frozenset(), held=frozenset({A}), joined=True)
    plan.done(plan.next(), offered=False)
    assert (plan.held, plan.waiting, plan.next()) == (frozenset(), False, None)


def test_a_restart_is_asked_once_and_after_what_changed():
    plan = Subscription(wanted=frozenset({A, B}), held=frozenset({A}), joined=True, restart=True)
    assert isinstance(plan.next(), Update)
    plan.done(plan.next(), offered=False)
    assert plan.next() == Restart()
    plan.done(Restart(), offered=True)
    assert not plan.restart


def test_an_answer_that_nobody_waits_for_is_dropped():
    plan = Subscription(wanted=frozenset({A}), held=frozenset({A}), joined=True)
    plan.answered(ANSWER)
    assert plan.next() is None


def test_who_left_and_came_back_meanwhile_is_asked_for_again():
    published, plan = Published(), Subscription()
    published.heard(came("a", ("audio", "0")))
    plan.wanted = published.of(["a"])
    plan.done(plan.next(), offered=True)
    published.heard({"unpublished": "a"})
    published.heard(came("a", ("audio", "0")))
    plan.wanted = published.of(["a"])
    plan.answered(ANSWER)
    plan.done(plan.next(), offered=False)
    steps = [plan.next()]
    plan.done(steps[0], offered=False)
    steps.append(plan.next())
    assert steps == [Update(frozenset(), frozenset({A})), Update(plan.wanted, frozenset())]


def test_a_lost_connection_is_joined_again_with_all_that_is_wanted():
    plan = Subscription(wanted=frozenset({A, B}), held=frozenset({A}), joined=True, waiting=True, answer=ANSWER)
    plan.lost()
    assert plan.next() == Join(frozenset({A, B}))


STREAMS = st.frozensets(st.sampled_from([A, A_PICTURE, B]))


@given(st.lists(st.one_of(STREAMS, st.sampled_from(["answer", "restart", "lost"]))), STREAMS)
def test_whatever_happened_a_page_that_answers_gets_what_is_wanted(history, wanted):
    plan = Subscription()
    for what in history:
        if what == "answer":
            plan.answered(ANSWER)
        elif what == "lost":
            plan.lost()
        elif what == "restart":
            plan.restart = plan.joined
        else:
            plan.wanted = what
        if (step := plan.next()) is not None:
            plan.done(step, offered=not isinstance(step, Start))
    plan.wanted = wanted
    for _ in range(8):
        plan.answered(ANSWER)
        if (step := plan.next()) is not None:
            plan.done(step, offered=not isinstance(step, Start))
    assert plan.held == wanted
    assert plan.next() is None
