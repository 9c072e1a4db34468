"""The room's scripts and the sentences they use belong together."""

import re
from pathlib import Path

from dialogue.commands import REACTIONS
from dialogue.hints import IDS as HINTS
from dialogue.plan import ORDERS
from sessions.models import Seat
from sessions.room_words import WORDS

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "static/js/room").rglob("*.js")))
# Of sound and picture the page puts the key together from a state, a device, a problem or a saying.
OF_MEDIA = (
    "mic_", "camera_", "said_mic_", "said_camera_", "later_", "wait_", "way_", "device_", "save_", "problem_", "fix_",
    "media_",
)  # fmt: skip
FRAME = (ROOT / "docs/explanation/design-system.md").read_text(encoding="utf-8")


def asked() -> set[str]:
    """Keys that a script names in full."""
    said = " ".join(re.findall(r"(?<!\.)say\((.*)", SCRIPTS))
    return set(re.findall(r'"([a-z_]+)"', said)) & (set(WORDS) | set(re.findall(r'(?<!\.)say\("([a-z_]+)"', SCRIPTS)))


def families() -> set[str]:
    """Keys that a script puts together: rule_<order>, role_<role>, reaction_<reaction>, title_<status>, drift_."""
    statuses = re.search(r"\| `data-status` \| (.*?) \|", FRAME)
    assert statuses is not None
    titles = {f"title_{status}" for status in re.findall(r"`(\w+)`", statuses[1])} | {"title_mine", "title_check"}
    return (
        {f"rule_{order}" for order in ORDERS}
        | {f"role_{role}" for role in Seat.Role.values}
        | {f"reaction_{reaction}" for reaction in REACTIONS}
        | {"drift_late", "drift_early"}
        | {f"hint_{hint}" for hint in HINTS}
        | {word for word in WORDS if word.startswith("hint_do_")}
        | {word for word in WORDS if word.startswith(("talk_", "own_captions_", *OF_MEDIA))}
        | titles
    )


def test_every_sentence_that_a_script_asks_for_exists() -> None:
    assert (asked() | families()) - set(WORDS) == set()


def test_no_sentence_is_left_over() -> None:
    assert set(WORDS) - asked() - families() == set()


def test_the_scripts_hold_no_sentences_of_their_own() -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", SCRIPTS, flags=re.DOTALL)
    assert re.findall(r'"[A-Z][a-z]+ [a-z]+ [^"]*"', code) == []
