"""docs/reference/commands.md: `./dev` and our manage commands, from the parsers that read their arguments."""

import argparse
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import DjangoHelpFormatter

from devtools import bench, check, up
from devtools.docs.markdown import MADE_FROM, code, table
from devtools.places import ROOT

# What Django gives to every command; not told again for each.
SHARED = set(DjangoHelpFormatter.show_last) | {"-h", "--help"}
# Where the files of a command are described, and what its exit status means beyond the table at the top.
READ = {
    "attendance": "[attendance-trace.md](attendance-trace.md)",
    "balance_matrix": "[group-files.md](group-files.md)",
    "check_definition": "[exchange-file.md](exchange-file.md)",
    "decide": "[rule-set.md](rule-set.md)",
    "deliver_mail": "[sign-in-and-mail.md](../explanation/sign-in-and-mail.md)",
    "form_groups": "[group-files.md](group-files.md)",
    "import_people": "[roster-file.md](roster-file.md)",
    "janus_config": "[media-server.md](../how-to/media-server.md)",
    "load_plans": "[plan-file.md](plan-file.md)",
    "rehearse": "[room-protocol.md](room-protocol.md)",
    "serve": "[settings.md](settings.md)",
}
# Where the parser itself says nothing.
MEANING = {
    ("balance_matrix", "--groups"): "how many groups",
    ("balance_matrix", "--seed"): "the same seed gives the same answer",
    ("form_groups", "--students"): "students.csv to read",
    ("form_groups", "--facilitators"): "facilitators.csv to read",
    ("form_groups", "--constraints"): "constraints.json to read",
    ("form_groups", "--seed"): "the same seed and steps give the same answer",
    ("rehearse", "--rooms"): "how many rooms",
    ("replay", "--session"): "id of the session",
    ("replay", "--upto"): "stop at this seq",
    ("run_match", "run"): "number of the match run",
    ("serve", "--port"): "where to listen",
    ("serve", "--host"): "on which address",
}
# What a reader of its output must know.
NOTE = {
    "rehearse": "`tickets.csv` has the columns `session_id,seat,role,ws_url`; `ws_url` holds the one-use ticket.\n"
    "Several servers share the rooms by a hash of the session id.",
    "replay": "Prints JSON: `seq`, `stage`, `equals_stored`, `chain_holds`, `broken_at` (seq or null), `connections`,\n"
    "`state` (the view of facilitators).",
    "run_match": "Started by the server for a match run; not meant to be typed.",
}
STATUS = {
    "attendance": {2: "the trace, or the place of the report, was refused; nothing was counted"},
    "check_definition": {
        0: "the file was checked, whatever the findings",
        2: "the file, or the place of the report, was refused; nothing was checked",
    },
    "form_groups": {2: "the files were refused, or no groups can be formed: the report has the reasons"},
    "import_people": {
        0: "at least one row could be used; the report tells of each",
        2: "the file was refused; nothing was imported",
    },
    "load_plans": {2: "a file is wrong, the sentence names the place in it; nothing was stored"},
    "rehearse": {2: "a number is out of range; nothing was made"},
    "replay": {1: "the log does not equal the stored state, or its hash chain is broken", 2: "no such session"},
}
EXITS = """| exit status | meaning |
| --- | --- |
| 0 | done |
| 2 | the request was refused: a sentence on standard error, nothing written or changed |
| 1 | our fault, or the machine's |
"""


def page() -> str:
    parts = [
        "# Commands\n",
        MADE_FROM,
        EXITS,
        "Reports are JSON in UTF-8. Everything that `manage.py` offers can be called as `./dev manage ...`; Django's",
        "own commands and the options it gives to every command (`--verbosity` …) are not repeated here.\n",
        "## `./dev`\n",
        "`up`, `check`, `test`, `bench` and `manage` set the environment up first when that is needed.\n",
        dev_part("up", up.parser()),
        dev_part("check", check.parser()),
        "### `./dev test [PATH ...]`\n\nThe inner loop: pytest on PATH; without a path, everything that needs no "
        "server and no browser.\nEvery argument of pytest is passed on.\n",
        "### `./dev bench [NAME ...]`\n\nOne benchmark, with its floors; without a name, the list. There are: "
        + (", ".join(code(name) for name in bench.benchmarks(ROOT / "bench")) or "none")
        + ".\n",
        "## `./dev manage`\n",
        *(manage_part(name) for name in own_commands()),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def own_commands() -> list[str]:
    """Names of the commands that this repository holds."""
    ours = {config.name for config in apps.get_app_configs() if config.path.startswith(str(ROOT / config.name))}
    return sorted(name for name, app in get_commands().items() if app in ours)


def dev_part(name: str, parser: argparse.ArgumentParser) -> str:
    return f"### `{usage(parser, f'./dev {name}')}`\n\n{parser.description}\n\n{options(parser, name)}"


def manage_part(name: str) -> str:
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    said = [f"### `{usage(parser, name)}`\n", f"{parser.description}\n", options(parser, name)]
    if name in NOTE:
        said.append(f"{NOTE[name]}\n")
    if name in STATUS:
        told = "; ".join(f"{status}: {meaning}" for status, meaning in STATUS[name].items())
        said.append(f"Exit status {told}.\n")
    if name in READ:
        said.append(f"More: {READ[name]}\n")
    return "\n".join(part for part in said if part)


def told(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if not SHARED & {action.dest, *action.option_strings}]


def usage(parser: argparse.ArgumentParser, name: str) -> str:
    return " ".join([name, *(short(action) for action in told(parser))])


def short(action: argparse.Action) -> str:
    words = list(action.option_strings[:1]) + ([shown_value(action)] if action.nargs != 0 else [])
    text = " ".join(words)
    return text if action.required and action.nargs != "*" else f"[{text}]"


def shown_value(action: argparse.Action) -> str:
    return str(action.metavar or action.dest.upper()) + (" ..." if action.nargs == "*" else "")


def options(parser: argparse.ArgumentParser, name: str) -> str:
    rows = [[code(name_of(action)), meaning(name, action), default_of(action)] for action in told(parser)]
    return table(["argument", "meaning", "default"], rows) if rows else ""


def meaning(name: str, action: argparse.Action) -> str:
    return action.help or MEANING.get((name, name_of(action)), "")


def name_of(action: argparse.Action) -> str:
    return ", ".join(action.option_strings) or action.dest


def default_of(action: argparse.Action) -> str:
    value: Any = action.default
    if action.required and action.nargs != "*":
        return "needed"
    if value == settings.BASE_URL.replace("http", "ws", 1):
        return "the address in `DIALOGUE_BASE_URL`"
    return "" if value is False or value in (None, "", []) or value == frozenset() else code(str(value))
