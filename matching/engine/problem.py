"""The cohort as arrays. Students and facilitators are sorted by id, so the order of rows changes nothing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.types import LEVELS, MIX_ATTRIBUTES, Constraints, Facilitator, Student, Weights
from matching.engine.weeks import BoolArray, Calendar, IntArray

FloatArray = npt.NDArray[np.float64]
WordArray = npt.NDArray[np.uint64]

DEFAULT_WEIGHTS = Weights()
_LEVEL_NUMBER = {level: number for number, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class Family:
    """Standardised columns of one balance family; ``binary`` keeps how many have the property (-1: not binary)."""

    name: str
    columns: FloatArray
    """float[students, k], mean 0 and deviation 1; constant columns are left out."""
    binary_counts: tuple[int, ...]
    variances: tuple[float, ...]


class Problem:
    """Everything the search reads, never writes. Indices stand for people in the order of their ids."""

    def __init__(
        self,
        students: Sequence[Student],
        facilitators: Sequence[Facilitator],
        rules: Constraints,
        weights: Weights = DEFAULT_WEIGHTS,
    ) -> None:
        self.rules, self.weights = rules, weights
        self.students = tuple(sorted(students, key=lambda s: s.id))
        self.facilitators = tuple(sorted(facilitators, key=lambda f: f.id))
        self.size = len(self.students)
        self.number = {s.id: i for i, s in enumerate(self.students)}
        self.calendar = Calendar(
            rules.session_weeks, rules.session_minutes, rules.start_grid_minutes, rules.slot_anchor
        )
        self.slots = self.calendar.slots
        self.languages = tuple(sorted(rules.working_languages))
        self._compile_people()
        self._compile_facilitators()
        self._compile_links()
        self._compile_attributes()
        self.families = self._families()
        self._compile_topics()
        self.near = _near_masks(self.slots, self.calendar.clash_slots(rules.facilitator_gap_minutes))
        self.two_hours_off = _near_masks(self.slots, -(-120 // rules.start_grid_minutes))

    def _compile_people(self) -> None:
        rules = self.rules
        free = [self.calendar.starts(s.tz, s.availability) for s in self.students]
        self.free: BoolArray = np.array(free, dtype=bool).reshape(self.size, self.slots)
        self.free_bits = [_bits(row) for row in self.free]
        self.free_words = _words(self.free)
        least = [_LEVEL_NUMBER[rules.working_languages[code]] for code in self.languages]
        levels = np.array([[_level(s.work_languages, code) for code in self.languages] for s in self.students])
        self.levels: IntArray = levels.reshape(self.size, len(self.languages))
        self.speaks: BoolArray = self.levels >= np.array(least)
        self.need_bits = np.array([self._access_bits(s.access_needs) for s in self.students], dtype=np.int64)

    def _compile_facilitators(self) -> None:
        people = self.facilitators
        least = _LEVEL_NUMBER[self.rules.facilitator_min_level]
        free = [self.calendar.starts(f.tz, f.availability) for f in people]
        self.facilitator_free: BoolArray = np.array(free, dtype=bool).reshape(len(people), self.slots)
        self.facilitator_bits = [_bits(row) for row in self.facilitator_free]
        leads = [[_level(f.languages, code) >= least for code in self.languages] for f in people]
        self.leads: BoolArray = np.array(leads, dtype=bool).reshape(len(people), len(self.languages))
        self.skill_bits = [self._access_bits(f.access_skills) for f in people]
        self.capacity = [f.max_groups for f in people]

    def _access_bits(self, words: Sequence[str]) -> int:
        return sum(1 << i for i, need in enumerate(sorted(set(self.rules.access_hard))) if need in words)

    def _compile_links(self) -> None:
        """Units are the connected parts of keep_together; pairs that name somebody else are left out."""
        self.unit_of = list(range(self.size))
        linked = {person: [person] for person in self.unit_of}
        for a, b in self._known(self.rules.keep_together):
            keep, drop = sorted((self.unit_of[a], self.unit_of[b]))
            if keep != drop:
                linked[keep] += linked.pop(drop)
                for person in linked[keep]:
                    self.unit_of[person] = keep
        self.units = {root: sorted(people) for root, people in linked.items()}
        self.apart: list[frozenset[int]] = [frozenset() for _ in range(self.size)]
        for a, b in self._known(self.rules.keep_apart):
            self.apart[a] |= {b}
            self.apart[b] |= {a}
        self.single: BoolArray = np.array([len(self.units[u]) == 1 for u in self.unit_of], dtype=bool)
        self.single_list = self.single.tolist()

    def _known(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
        known = {(self.number[a], self.number[b]) for a, b in pairs if a in self.number and b in self.number}
        return sorted((a, b) for a, b in known if a != b)

    def _compile_attributes(self) -> None:
        values: dict[str, list[str]] = {
            "country": [s.country for s in self.students],
            "institution": [s.institution for s in self.students],
            "first_language": [_first_languages(s)[0] for s in self.students],
            "discipline": [s.discipline for s in self.students],
        }
        self.codes: dict[str, IntArray] = {key: _codes(values[key]) for key in MIX_ATTRIBUTES}
        self.country = self.codes["country"].tolist()
        self.institution = self.codes["institution"].tolist()
        spoken = sorted({language for s in self.students for language in _first_languages(s)})
        position = {language: i for i, language in enumerate(spoken)}
        self.spoken_first = [sorted({position[x] for x in _first_languages(s)}) for s in self.students]
        self.language_codes = [position.get(code, -1) for code in self.languages]
        self.gender: IntArray = np.array([{"f": 1, "m": 2}.get(s.gender, 0) for s in self.students], dtype=np.int64)
        self.gender_list = self.gender.tolist()
        self.gender_totals = [int((self.gender == kind).sum()) for kind in (0, 1, 2)]
        self.country_totals = np.bincount(self.codes["country"]).tolist() if self.size else []
        self.risk: FloatArray = np.array([s.dropout_risk for s in self.students], dtype=float)
        self.risk_list = self.risk.tolist()

    def _families(self) -> list[Family]:
        """The families of the balance component; an empty family is left out of the mean."""
        people = self.students
        disciplines = sorted({s.discipline for s in people})
        best = np.maximum(self.levels.max(axis=1, initial=0), 0) if self.size else np.zeros(0)
        raw = {
            "gender": [[float(s.gender == kind) for s in people] for kind in ("f", "m")],
            "discipline": [[float(s.discipline == kind) for s in people] for kind in disciplines],
            "level": [best.tolist()],
            "experience": [[s.experience for s in people]],
            "risk": [[s.dropout_risk for s in people]],
            "access": [[float(bool(s.access_needs)) for s in people]],
        }
        made = [_family(name, columns) for name, columns in raw.items()]
        return [family for family in made if family.columns.shape[1]]

    def _compile_topics(self) -> None:
        sets = [frozenset(s.topics or ("",)) for s in self.students]
        kinds = sorted(set(sets), key=sorted)
        position = {kind: i for i, kind in enumerate(kinds)}
        self.topic_kind: IntArray = np.array([position[s] for s in sets], dtype=np.int64)
        topics = sorted({topic for kind in kinds for topic in kind})
        has = np.array([[topic in kind for topic in topics] for kind in kinds], dtype=float)
        both = has @ has.T
        each = has.sum(axis=1)
        self.topic_likeness: FloatArray = both / (each[:, None] + each[None, :] - both)
        """float[kinds, kinds]: Jaccard index of two sets of topics."""
        self.topic_names = topics
        place = {topic: i for i, topic in enumerate(topics)}
        self.topics_of_kind = [[place[topic] for topic in sorted(kind)] for kind in kinds]


def _level(languages: object, code: str) -> int:
    assert hasattr(languages, "get")
    return _LEVEL_NUMBER.get(languages.get(code, ""), -1)


def _first_languages(student: Student) -> tuple[str, ...]:
    return student.first_languages or ("",)


def _codes(values: Sequence[Hashable]) -> IntArray:
    position = {value: i for i, value in enumerate(sorted(set(values), key=str))}
    return np.array([position[value] for value in values], dtype=np.int64)


def _family(name: str, columns: list[list[float]]) -> Family:
    kept, counts, variances = [], [], []
    for column in (np.array(c, dtype=float) for c in columns):
        if column.std() == 0:
            continue
        kept.append((column - column.mean()) / column.std())
        counts.append(int(column.sum()) if set(np.unique(column)) <= {0.0, 1.0} else -1)
        variances.append(float(column.var()))
    people = len(columns[0]) if columns else 0
    matrix = np.array(kept, dtype=float).T if kept else np.zeros((people, 0))
    return Family(name, matrix, tuple(counts), tuple(variances))


def _bits(row: BoolArray) -> int:
    return int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little")


def _words(rows: BoolArray) -> WordArray:
    """The same masks as 64-bit words, for whole-array intersections."""
    width = -(-rows.shape[1] // 64) * 64
    padded = np.zeros((rows.shape[0], width), dtype=bool)
    padded[:, : rows.shape[1]] = rows
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


def words_of(bits: int, width: int) -> WordArray:
    """An int mask as ``width`` 64-bit words."""
    return np.frombuffer(bits.to_bytes(width * 8, "little"), dtype=np.uint64)


def _near_masks(slots: int, distance: int) -> list[int]:
    """For each slot the mask of slots closer than ``distance`` round the week (itself included)."""
    reach = min(distance, slots // 2 + 1)
    masks = []
    for slot in range(slots):
        mask = 0
        for step in range(-reach + 1, reach):
            mask |= 1 << ((slot + step) % slots)
        masks.append(mask)
    return masks


def slots_of(bits: int) -> list[int]:
    """The slots in a mask, rising."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
