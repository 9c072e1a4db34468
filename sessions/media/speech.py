"""Pure: whether somebody speaks, from levels of 20 ms; the same rule as in the pages (static/js/media/levels.js).

Speech is 10 dB above the 10th percentile of the last 8 s and above -50 dBFS in any case: noise that is always there is
no speech.
"""

from collections import deque

BLOCK_SECONDS = 0.02
SILENCE_DBFS = -100.0
OVER_FLOOR_DB = 10.0
LEAST_DBFS = -50.0
FLOOR_BLOCKS = 400
FLOOR_SHARE = 0.1
FLOOR_EVERY_BLOCKS = 5
EARLY_BLOCKS = 25  # 0.5 s; whoever is silent for longer has a silent room
ON_BLOCKS = 3
OFF_BLOCKS = 25
SLOTS_PER_SECOND = 10


class SpeechDetector:
    def __init__(self) -> None:
        self.levels: deque[float] = deque(maxlen=FLOOR_BLOCKS)
        self.early = self.count = 0
        self.floor = SILENCE_DBFS
        self.loud, self.quiet = 0, OFF_BLOCKS
        self.speaking = False

    def take(self, dbfs: float) -> int:
        """One block. Of how many blocks, this one the last, it is known now that they are speech. What a line plays
        before the first sound arrives says nothing of the noise there and is left out."""
        if not self.count and dbfs <= SILENCE_DBFS and self.early < EARLY_BLOCKS:
            self.early += 1
            return 0
        self.learn(dbfs)
        is_loud = dbfs > max(LEAST_DBFS, self.floor + OVER_FLOOR_DB)
        self.loud = self.loud + 1 if is_loud else 0
        self.quiet = 0 if is_loud else self.quiet + 1
        if self.speaking:
            self.speaking = self.quiet < OFF_BLOCKS
            return int(is_loud)
        self.speaking = self.loud >= ON_BLOCKS
        return ON_BLOCKS if self.speaking else 0

    def learn(self, dbfs: float) -> None:
        self.levels.append(dbfs)
        self.count += 1
        if self.count <= FLOOR_EVERY_BLOCKS or not self.count % FLOOR_EVERY_BLOCKS:
            known = sorted(self.levels)
            self.floor = known[int(len(known) * FLOOR_SHARE)]


class Slots:
    """Speech by slots of 100 ms of the server's clock, from blocks in the order of time."""

    def __init__(self) -> None:
        self.detector = SpeechDetector()
        self.speech: set[int] = set()
        self.covered: set[int] = set()

    def take(self, at: float, dbfs: float) -> None:
        """`at`: when the block began, in seconds."""
        self.covered.add(slot_of(at))
        for back in range(self.detector.take(dbfs)):
            self.speech.add(slot_of(at - back * BLOCK_SECONDS))

    def before(self, slot: int) -> tuple[int, int, int] | None:
        """Takes out what lies before this slot: the first slot, then speech and cover as bits from it on."""
        covered = {one for one in self.covered if one < slot}
        if not covered:
            return None
        first, speech = min(covered), {one for one in self.speech if one < slot} & covered
        self.covered -= covered
        self.speech = {one for one in self.speech if one >= slot}
        return first, bits(speech, first), bits(covered, first)


def slot_of(at: float) -> int:
    return int(round(at * SLOTS_PER_SECOND, 2) // 1)


def bits(slots: set[int], first: int) -> int:
    return sum(1 << (one - first) for one in slots)
