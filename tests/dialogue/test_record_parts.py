"""What a log says for the record beside presence: checks, outages, lobby, breakouts, acts, words of facilitators."""

from dialogue import commands as ask
from dialogue import events as ev
from dialogue import server_commands as server
from dialogue.record import record_of
from tests.dialogue.rooms import ANA, BEN, LENA, START, STUDENTS, live_room
from tests.dialogue.test_record import Log, acts_of, seat_of


def test_a_check_keeps_who_was_asked_and_who_answered() -> None:
    story = live_room()
    story.wait(600)
    story.asks(server.CheckpointDue(1))
    story.asks(ask.ConfirmHere(ANA, 1))
    story.wait(90)
    [check] = record_of(story.log).checkpoints
    assert (check.opened_at, check.closed_at) == (START + 600, START + 690)
    assert (check.asked, check.answered) == (STUDENTS, (ANA,))


def test_a_check_that_was_taken_back_is_not_in_the_record() -> None:
    story = live_room()
    story.wait(600)
    story.asks(server.CheckpointDue(1))
    story.asks(ask.Pause(LENA))
    story.wait(600)
    assert record_of(story.log).checkpoints == []


def test_to_confirm_that_one_is_here_is_no_act() -> None:
    story = live_room()
    story.wait(600)
    story.asks(server.CheckpointDue(1))
    story.asks(ask.ConfirmHere(ANA, 1))
    assert acts_of(story, ANA) == []


def test_overlapping_outages_are_one() -> None:
    story = live_room()
    story.wait_unnoticed(600)
    story.asks(server.NoteOutage(START + 100, START + 200))
    story.asks(server.NoteOutage(START + 150, START + 300))
    story.asks(server.NoteOutage(START + 400, START + 410))
    assert record_of(story.log).outages == [(START + 100, START + 300), (START + 400, START + 410)]


def test_who_waits_outside_is_not_present() -> None:
    story = live_room()
    story.wait_unnoticed(100)
    story.asks(ask.SendToLobby(LENA, ANA))
    story.wait_unnoticed(50)
    story.asks(ask.Admit(LENA, ANA))
    story.wait_unnoticed(50)
    story.drops(ANA, silent_seconds=0)
    assert seat_of(story, ANA).spans == [(START, START + 100), (START + 150, START + 200)]


def test_the_connection_itself_is_kept_as_it_was() -> None:
    story = live_room()
    story.wait_unnoticed(100)
    story.asks(ask.SendToLobby(LENA, ANA))
    story.drops(ANA)
    [link] = seat_of(story, ANA).links
    assert (link.device, link.process, link.reason) == ("laptop", "p1", "lost")
    assert (link.since, link.until) == (START, START + 88)


def test_who_is_sent_out_of_a_pair_is_in_it_no_longer() -> None:
    story = live_room()
    story.asks(ask.StartPairs(LENA))
    story.wait(30)
    story.asks(ask.SendToLobby(LENA, ANA))
    story.wait(30)
    story.asks(ask.EndPairs(LENA))
    assert [(visit.since, visit.until) for visit in seat_of(story, ANA).visits] == [(START, START + 30)]


def test_a_removal_is_told_with_its_time() -> None:
    story = live_room()
    story.asks(ask.Remove(LENA, ANA, "shouting"))
    story.wait_unnoticed(60)
    story.asks(ask.AllowBack(LENA, ANA))
    assert seat_of(story, ANA).removed == [(START, START + 60)]


def test_the_word_of_a_facilitator_is_kept_with_who_gave_it() -> None:
    story = live_room()
    story.asks(ask.Attest(LENA, ANA, "She wrote on paper."))
    assert [(word.by, word.seq) for word in seat_of(story, ANA).words] == [(LENA, len(story.log))]


def happened(*events: tuple[float, ev.Event]) -> Log:
    return [ev.Happened(seq, START + at, event) for seq, (at, event) in enumerate(events, start=1)]


def test_breakouts_are_kept_with_their_times() -> None:
    log = happened(
        (0, ev.SeatAdded(ANA, "student")),
        (0, ev.SeatAdded(BEN, "student")),
        (10, ev.PairsStarted(1, ((ANA,), (BEN,)), None, LENA)),
        (40, ev.MovedTo(ANA, 2, LENA)),
        (70, ev.PairsEnded(LENA, "ended")),
        (80, ev.PairsStarted(2, ((ANA, BEN),), None, LENA)),
        (90, ev.Ended(LENA, "ended")),
    )
    visits = [(one.turn, one.room, one.since - START, one.until - START) for one in record_of(log).seats[ANA].visits]
    assert visits == [(1, 1, 10, 40), (1, 2, 40, 70), (2, 1, 80, 90)]


def test_every_way_of_taking_part_is_an_act() -> None:
    log = happened(
        (0, ev.SeatAdded(ANA, "student")),
        (1, ev.TurnGiven(ANA, None, 60)),
        (9, ev.TurnEnded(ANA, "ended", 8)),
        (10, ev.TurnGiven(ANA, None, 30, reply=True)),
        (19, ev.TurnEnded(ANA, "ended", 9)),
        (20, ev.Said(ANA, "room-1-1", 1, 5)),
        (21, ev.NoteWritten(ANA, 1, 5)),
        (22, ev.TopicAdded(ANA, 1, 5)),
        (23, ev.Answered(ANA, 1, 1, 5)),
        (24, ev.Answered(ANA, 1, 2, 5)),
        (25, ev.Answered(ANA, 0, 1, 5)),
        (26, ev.Reacted(ANA, "thanks")),
    )
    kinds = [act.kind for act in record_of(log).seats[ANA].acts]
    assert kinds == ["turn", "reply", "line", "note", "topic", "poll", "prompt"]
