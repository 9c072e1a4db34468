"""The documentation is true: links lead somewhere, named things exist, generated pages are fresh, nothing leaks."""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import get_commands

from devtools.__main__ import MODULES as DEV_COMMANDS
from devtools.docs import commands, wire
from devtools.docs.pages import generated
from dialogue import commands as ask
from dialogue import permissions
from tests.test_floors import FLOORS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# `sessions/hub.py`, `docs/decisions/`: a file or folder of this repository, or of a package, told in code marks.
PLACE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
DEV = re.compile(r"\./dev ([a-z_]+)")
MANAGE = re.compile(r"(?:\./dev manage|manage\.py) ([a-z_]+)")
ROOM_COMMANDS = [ask.do_of(command) for command in (*permissions.FOR_EVERYONE, *permissions.FOR_FACILITATORS)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def slug(heading: str) -> str:
    """The anchor that a heading gets where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(heading) for heading in HEADING.findall(FENCE.sub("", path.read_text("utf-8")))}


def dead_links(page: Path) -> Iterator[str]:
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        found = (page.parent / place).resolve() if place else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(dead_links(page)) == []


def test_a_dead_link_and_a_dead_anchor_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One thing\n[a](gone.md) [b](#one-thing) [c](#another) [d](https://example.org/)\n")
    assert list(dead_links(page)) == ["gone.md", "#another"]


# -- what is named exists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    assert set(DEV.findall(text)) <= {*DEV_COMMANDS, "manage"}
    assert set(MANAGE.findall(text)) <= set(get_commands())


@cache
def tracked() -> list[str]:
    """Files under version control, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()]


@cache
def known_places() -> set[str]:
    """Every file and folder, by its whole path and by each end of it ("hub.py", "room/hub.js")."""
    known: set[str] = set()
    for name in tracked():
        parts = name.split("/")
        for start in range(len(parts)):
            known |= {"/".join(parts[start:end]) for end in range(start + 1, len(parts) + 1)}
    return known


# Made on the machine that runs it, or a made-up name that stands for any.
NOT_TRACKED = re.compile(r"\.venv|\.dev|\./dev|.*/x\.\w+$")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_exists(page: Path) -> None:
    known = known_places()
    named = {place.strip("/") for place in PLACE.findall(FENCE.sub("", page.read_text("utf-8")))}
    missing = {place for place in named if place not in known and not NOT_TRACKED.match(place)}
    assert missing == set()


def test_what_the_walk_through_names_is_in_the_code() -> None:
    page = text_of("docs/add-a-room-command.md")
    names = set(re.findall(r"`([A-Za-z]+_[a-z_]+|[A-Z][a-z]+[A-Z]\w+|[A-Z]{4,}(?:_[A-Z]+)*)`", page))
    code = "\n".join(text_of(name) for name in tracked() if name.endswith((".py", ".js", ".html")))
    assert len(names) > 15
    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()


@pytest.mark.parametrize("line", ["class React(Command):", "class Reacted(Event):", "@decides(ask.React)"])
def test_the_example_of_the_walk_through_is_the_code(line: str) -> None:
    code = text_of("dialogue/commands.py") + text_of("dialogue/events.py") + text_of("dialogue/chat.py")
    assert line in text_of("docs/add-a-room-command.md")
    assert line in code


@pytest.mark.parametrize("package", FLOORS)
def test_every_package_has_its_floor_in_architecture_and_glossary(package: str) -> None:
    assert re.search(rf"^{FLOORS[package]}  .*\b{package}/", text_of("docs/architecture.md"), re.MULTILINE)
    assert f"`{package}`" in text_of("docs/glossary.md")


@pytest.mark.parametrize("command", ROOM_COMMANDS)
def test_every_command_of_a_room_is_in_the_glossary(command: str) -> None:
    assert f"`{command}`" in text_of("docs/glossary.md")


def test_every_page_is_in_the_index() -> None:
    index = text_of("docs/README.md")
    pages = [str(page.relative_to(ROOT / "docs")) for page in PAGES if page.is_relative_to(ROOT / "docs")]
    inside = [page for page in pages if not page.startswith("decisions/0") and page != "README.md"]
    assert [page for page in inside if f"]({page})" not in index] == []


def test_every_decision_has_its_number_form_and_place_in_the_list() -> None:
    listed = text_of("docs/decisions/README.md")
    found = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    for path in found:
        text = path.read_text("utf-8")
        assert f"]({path.name})" in listed
        assert text.startswith(f"# {path.name[:4]} ")
        assert [part for part in ("Status", "Context", "Decision", "Consequences") if f"**{part}" not in text] == []


# -- generated pages ---------------------------------------------------------------------------------------------


@cache
def remade() -> dict[str, str]:
    return generated()


@pytest.mark.parametrize(
    "page",
    ["settings.md", "commands.md", "room-protocol.md", "room-protocol.asyncapi.json", "room-protocol.schema.json"],
)
def test_generated_pages_are_fresh(page: str) -> None:
    assert text_of(f"docs/reference/{page}") == remade()[page], "remake it: .venv/bin/python -m devtools.docs"


def test_every_command_of_ours_says_what_its_arguments_mean() -> None:
    rows = [line for line in commands.page().splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.split("|")[2].strip() == ""] == []


def schema_of(name: str) -> dict[str, Any]:
    document = json.loads(text_of("docs/reference/room-protocol.asyncapi.json"))
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


def test_the_published_schema_takes_a_command() -> None:
    jsonschema.validate({"do": "react", "id": "c1", "reaction": "wow"}, schema_of("React"))


@pytest.mark.parametrize("wrong", [{"id": ""}, {"colour": "red"}, {"reaction": 7}])
def test_the_published_schema_refuses_what_the_wire_refuses(wrong: dict[str, Any]) -> None:
    frame = {"do": "react", "id": "c1", "reaction": "wow", **wrong}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(frame, schema_of("React"))
    with pytest.raises(wire.wire.BadFrame):
        wire.wire.parse(json.dumps(frame))


# -- nothing leaks -----------------------------------------------------------------------------------------------

# Written in parts, so that this file is not found by its own search.
HOMES = "|".join(("wo" + "rk", "ro" + "ot", "fa" + "rm", "ho" + "me/[a-z]", "Use" + "rs"))
MACHINE = re.compile(rf"(?<![\w./-])/(?:{HOMES})/")
HOSTS = "|".join(("py" + "pi", "python" + "hosted", "registry\\.npm" + "js", "deb\\.deb" + "ian"))
REGISTRY = re.compile(rf"(?:{HOSTS})\.(?:org|com)\b")
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name in tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name}:{number}")
    return found


def test_no_file_names_a_path_of_a_machine() -> None:
    assert lines_that_match(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_that_match(REGISTRY) == []


def test_nothing_is_marked_unfinished() -> None:
    assert lines_that_match(UNFINISHED) == []


@pytest.mark.parametrize("text", ["see /" + "ro" + "ot/x", "at https://py" + "pi.org/simple", "# TO" + "DO later"])
def test_a_leak_is_found(text: str) -> None:
    assert any(pattern.search(text) for pattern in (MACHINE, REGISTRY, UNFINISHED))


def test_the_readme_names_the_two_commands() -> None:
    assert {"up", "check"} <= set(DEV.findall(text_of("README.md")))


def test_the_licence_is_the_whole_text_of_eupl() -> None:
    text = text_of("LICENSE")
    assert text.startswith("European Union Public Licence\nV. 1.2\n")
    assert all(f"\n{number}. " in text for number in range(1, 16))
    assert "\nAppendix\n" in text


def test_the_architecture_tells_what_every_file_of_the_rules_is_for() -> None:
    told = text_of("docs/architecture.md").partition("### Inside")[2]
    files = [path.name for path in (ROOT / "dialogue").glob("*.py") if path.name != "__init__.py"]
    assert [name for name in files if f"`{name}`" not in told] == []
