"""Who spoke, by what the others heard: against a model that goes slot by slot."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.talk import Merged, Place, Vote, bridge, merge, ones, runs, segments, slot_of, slots_within
from dialogue.talk_book import TalkBook
from dialogue.talk_stays import Stays

BEGIN, LENGTH = 17_000, 120
SEATS = range(1, 5)
type Move = tuple[int, int, tuple[Place, bool] | None]
masks = st.integers(0, ones(LENGTH))


def lumps() -> st.SearchStrategy[int]:
    """Speech in stretches, as people speak."""
    stretch = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 25))
    return st.lists(stretch, max_size=6).map(lambda found: sum_of([ones(n) << low for low, n in found]) & ones(LENGTH))


def sum_of(found: list[int]) -> int:
    whole = 0
    for mask in found:
        whole |= mask
    return whole


@dataclass(frozen=True)
class Report:
    witness: int
    epoch: int
    about: int
    vote: Vote


votes = st.builds(lambda speech, covered: Vote(speech & covered, covered), lumps(), lumps() | st.just(ones(LENGTH)))
reports = st.lists(
    st.builds(Report, st.sampled_from(SEATS), st.integers(1, 2), st.sampled_from(SEATS), votes), max_size=14
)
situations = st.none() | st.tuples(st.tuples(st.integers(1, 2), st.integers(0, 1)), st.booleans())
changes = st.lists(st.tuples(st.integers(0, LENGTH), st.sampled_from(SEATS), situations), max_size=12)


def stays_of(moves: list[Move], everybody_in: bool = False) -> Stays:
    stays = Stays()
    if everybody_in:
        for seat in SEATS:
            stays.follow(seat, ((1, 0), True), BEGIN / 10)
    for slot, seat, situation in sorted(moves, key=lambda move: move[0]):
        stays.follow(seat, situation, (BEGIN + slot) / 10)
    return stays


def book_of(said: list[Report], stays: Stays, steps: list[int] | None = None) -> TalkBook:
    book = TalkBook(BEGIN)
    for report in said:
        book.take(report.witness, report.epoch, BEGIN, {report.about: report.vote}, BEGIN + LENGTH)
    until = BEGIN
    for step in [*(steps or []), LENGTH + 40]:
        until = min(until + step, BEGIN + LENGTH + 40)
        book.settle(until, stays)
    return book


def talk_in(book: TalkBook, seat: int) -> list[tuple[int, int]]:
    line = book.lines.get(seat)
    return [(one.first - BEGIN, one.end - BEGIN) for one in [*line.closed, *line.open]] if line else []


# -- the model: no bits, no windows, one slot after the other -------------------------------------------------------


def where(stays: Stays, seat: int, slot: int) -> tuple[tuple[int, int], bool] | None:
    for stay in [*stays.closed.get(seat, []), *filter(None, [stays.open.get(seat)])]:
        if stay.begins_at * 10 <= BEGIN + slot + 1e-6 and BEGIN + slot + 1 <= stay.ends_at * 10 + 1e-6:
            return stay.place, stay.may_speak
    return None


def model_slots(said: list[Report], stays: Stays, seat: int) -> tuple[set[int], set[int]]:
    """Slots with speech by majority, and slots with any witness."""
    spoken, covered = set(), set()
    for slot in range(LENGTH):
        opinions: dict[int, bool] = {}
        place = where(stays, seat, slot)
        for report in said:
            there = where(stays, report.witness, slot)
            fits = place and place[1] and there and there[0] == place[0] and report.epoch == place[0][0]
            if report.about == seat != report.witness and fits and report.vote.covered >> slot & 1:
                opinions[report.witness] = opinions.get(report.witness, False) or bool(report.vote.speech >> slot & 1)
        counted = Counter(opinions.values())
        covered |= {slot} if opinions else set()
        spoken |= {slot} if counted[True] > counted[False] else set()
    return spoken, covered


def model_talk(spoken: set[int], stays: Stays, seat: int) -> list[tuple[int, int]]:
    """Pauses of up to half a second are filled within a stay; what has no 300 ms at once is dropped."""
    found: list[list[int]] = []
    for slot in sorted(spoken):
        joins = found and slot - found[-1][-1] <= 6 and same_stay(stays, seat, found[-1][-1], slot)
        found[-1].append(slot) if joins else found.append([slot])
    return [(row[0], row[-1] + 1) for row in found if any({s, s + 1, s + 2} <= set(row) for s in row)]


def same_stay(stays: Stays, seat: int, one: int, other: int) -> bool:
    held = [*stays.closed.get(seat, []), *filter(None, [stays.open.get(seat)])]
    return any(s.begins_at * 10 <= BEGIN + one + 1e-6 and BEGIN + other + 1 <= s.ends_at * 10 + 1e-6 for s in held)


@given(reports, changes, st.booleans(), st.lists(st.integers(1, 50), max_size=8))
@settings(max_examples=300)
def test_the_book_says_what_the_slow_model_says(
    said: list[Report], moves: list[Move], full: bool, steps: list[int]
) -> None:
    stays = stays_of(moves, full)
    book = book_of(said, stays, steps)
    for seat in SEATS:
        spoken, covered = model_slots(said, stays, seat)
        assert talk_in(book, seat) == model_talk(spoken, stays, seat)
        assert (book.lines[seat].covered if seat in book.lines else 0) == len(covered)


@given(reports, changes, st.randoms())
def test_order_and_repetition_of_reports_change_nothing(said: list[Report], moves: list[Move], random: Random) -> None:
    stays = stays_of(moves, True)
    mixed = [*said, *said[::2]]
    random.shuffle(mixed)
    assert book_of(mixed, stays).lines == book_of(said, stays).lines


@given(lumps(), masks, masks)
def test_one_false_witness_among_three_changes_nothing(truth: int, lie: int, lie_covered: int) -> None:
    honest = [Report(witness, 1, 1, Vote(truth, ones(LENGTH))) for witness in (2, 3)]
    liar = Report(4, 1, 1, Vote(lie & lie_covered, lie_covered))
    stays = stays_of([], True)
    assert talk_in(book_of([*honest, liar], stays), 1) == talk_in(book_of(honest, stays), 1)


@given(reports, changes)
def test_nobody_speaks_longer_than_the_microphone_was_on(said: list[Report], moves: list[Move]) -> None:
    stays = stays_of(moves, True)
    book = book_of(said, stays)
    until = (BEGIN + LENGTH + 40) / 10
    for seat, line in book.lines.items():
        assert line.slots / 10 <= stays.seconds(seat, until, speaking=True) + 1e-6


@given(votes)
def test_a_claim_about_somebody_who_is_muted_or_away_changes_nothing(vote: Vote) -> None:
    said = [Report(witness, 1, about, vote) for witness in (2, 3) for about in (1, 4)]
    stays = Stays()
    for seat in (2, 3):
        stays.follow(seat, ((1, 0), True), BEGIN / 10)
    stays.follow(1, ((1, 0), False), BEGIN / 10)
    book = book_of(said, stays)
    assert talk_in(book, 1) == talk_in(book, 4) == []
    assert all(line.covered == 0 for line in book.lines.values())


def test_a_word_from_another_breakout_or_an_older_epoch_counts_for_nothing() -> None:
    stays = stays_of([(0, 2, ((1, 1), True))], True)
    talk = Vote(ones(20), ones(LENGTH))
    assert talk_in(book_of([Report(2, 1, 1, talk), Report(3, 0, 1, talk)], stays), 1) == []


def test_nobody_is_a_witness_of_themselves() -> None:
    assert talk_in(book_of([Report(1, 1, 1, Vote(ones(20), ones(LENGTH)))], stays_of([], True)), 1) == []


def test_who_mutes_is_cut_at_once_and_nothing_is_bridged_over_it() -> None:
    talk = Report(2, 1, 1, Vote(ones(60), ones(LENGTH)))
    stays = stays_of([(20, 1, ((1, 0), False)), (23, 1, ((1, 0), True))], True)
    assert talk_in(book_of([talk], stays), 1) == [(0, 20), (23, 60)]


def test_two_who_speak_at_once_both_have_it() -> None:
    said = [Report(3, 1, about, Vote(ones(30), ones(LENGTH))) for about in (1, 2)]
    book = book_of(said, stays_of([], True))
    assert talk_in(book, 1) == talk_in(book, 2) == [(0, 30)]


def test_a_single_witness_is_noted() -> None:
    line = book_of([Report(2, 1, 1, Vote(ones(30), ones(LENGTH)))], stays_of([], True)).lines[1]
    assert (line.single, line.covered, line.closed[0].single) == (LENGTH, LENGTH, 30)
    assert line.witnesses == {2}


def test_a_witness_apart_from_the_others_is_noted() -> None:
    said = [Report(witness, 1, 1, Vote(0, ones(LENGTH))) for witness in (2, 3)]
    line = book_of([*said, Report(4, 1, 1, Vote(ones(30), ones(LENGTH)))], stays_of([], True)).lines[1]
    assert (line.slots, line.disputed) == (0, 30)


def test_who_hears_somebody_a_little_later_is_no_witness_apart() -> None:
    said = [
        Report(witness, 1, 1, Vote(ones(30) << late, ones(LENGTH))) for witness, late in ((2, 20), (3, 21), (4, 23))
    ]
    assert book_of(said, stays_of([], True)).lines[1].disputed == 0


def test_a_report_about_the_future_or_the_settled_past_is_dropped() -> None:
    book, stays = TalkBook(BEGIN), stays_of([], True)
    book.take(2, 1, BEGIN, {1: Vote(ones(100), ones(100))}, BEGIN + 10)
    book.settle(BEGIN + 60, stays)
    book.take(3, 1, BEGIN, {1: Vote(ones(60), ones(60))}, BEGIN + 60)
    book.settle(BEGIN + 120, stays)
    assert book.lines[1].covered == 20
    assert book.lines[1].witnesses == {2}


def test_seconds_of_an_open_segment_count_already() -> None:
    book, stays = TalkBook(BEGIN), stays_of([], True)
    book.take(2, 1, BEGIN, {1: Vote(ones(80), ones(80))}, BEGIN + 80)
    book.settle(BEGIN + 40, stays)
    assert (book.lines[1].slots, book.lines[1].closed) == (40, [])
    book.settle(BEGIN + 120, stays)
    assert (book.lines[1].slots, len(book.lines[1].closed)) == (80, 1)


@given(st.lists(votes, max_size=7))
def test_the_majority_is_the_majority(said: list[Vote]) -> None:
    merged = merge(said)
    for slot in range(LENGTH):
        opinions = [bool(v.speech >> slot & 1) for v in said if v.covered >> slot & 1]
        assert bool(merged.speech >> slot & 1) == (opinions.count(True) > opinions.count(False))
        assert (merged.covered >> slot & 1, merged.several >> slot & 1) == (bool(opinions), len(opinions) > 1)


@given(masks)
def test_runs_and_gaps(mask: int) -> None:
    assert sum_of([ones(end - low) << low for low, end in runs(mask)]) == mask
    gaps = [
        after[0] - before[1]
        for before, after in zip(list(runs(bridge(mask))), list(runs(bridge(mask)))[1:], strict=False)
    ]
    assert all(gap > 5 for gap in gaps)
    assert bridge(mask) & mask == mask


def test_a_cough_is_no_talk() -> None:
    cough = Merged(0b11, ones(10), ones(10), 0)
    assert segments(cough, [ones(10)], BEGIN) == []


def test_slots_lie_wholly_within_their_stay() -> None:
    assert slots_within(1.05, 1.39, 10) == 0b110
    assert slots_within(1.3, 1.3, 10) == 0
    assert slot_of(0.3) == 3
