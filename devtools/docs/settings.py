"""docs/reference/settings.md: each call of a typed reader in config/settings.py, with what it is for."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config import env, production
from devtools.docs.markdown import MADE_FROM, code, table
from devtools.places import ROOT

# What a setting is for: the code says the rest. A setting without a sentence here, or the reverse, is an error.
WHAT = {
    "MODE": "`embedded`: one process that needs no other service. `production`: refuses to start with unsafe values.",
    "DATA_DIR": "Folder of the database, mails and files of the embedded shape. Keep it private: evidence lies here.",
    "PROCESSES": "How many server processes hold rooms. With 1, connections left by a dead process are closed at once.",
    "DEBUG": "Django's debug pages.",
    "BASE_URL": "The public address of this site; mails, certificates and tickets are made with it.",
    "SECRET_KEY": "Signs sign-ins, tickets and resume tokens. A new one ends all of them.",
    "ALLOWED_HOSTS": "Host names this site answers to; also the `Origin` that may open a room.",
    "DATABASE_URL": "Where the data are; PostgreSQL: at most 11 connections a process and one a room thread.",
    "REDIS_URL": "Doorbell and cache between processes; empty: in memory, which serves one process.",
    "REDIS_PREFIX": "First part of every name of ours in Redis, for several sites on one server.",
    "STATIC_ROOT": "Where `collectstatic` puts scripts, styles and fonts for production.",
    "MAIL_URL": "How mail goes out.",
    "MAIL_FROM": "Sender of every mail.",
    "BEHIND_PROXY": "Trust `X-Forwarded-Proto` and the last address of `X-Forwarded-For`. Only behind your own proxy.",
    "ROOM_SOCKETS_MOST": "Sockets one process takes; more are told `full` (close code 4013).",
    "ROOM_SOCKETS_PER_ADDRESS_MOST": "Sockets of one address (an IPv6 network of one household); more get HTTP 429.",
    "ROOM_DB_THREADS": "Threads that read the database for sockets; appends to the log have one of their own.",
    "METRICS_TOKEN": "Opens `/metrics` to who sends it as a bearer token; empty: only to programs on this machine.",
    "DRAIN_SECONDS": "How long a stopping server lets requests finish.",
    "MEDIA": "How media travel: `auto` (by a Janus where one answers, else browser to browser), `mesh` or `none`.",
    "STUN_URLS": "STUN servers, by which browsers behind a router find each other.",
    "TURN_URLS": "TURN relays, for browsers that cannot reach each other; needs `DIALOGUE_TURN_SECRET`.",
    "TURN_SECRET": "`static-auth-secret` of the relay (coturn): credentials for two to three hours are made with it.",
    "JANUS": "Januses for sound and picture ([how to](../how-to/media-server.md)); empty: browser to browser.",
    "JANUS_API_SECRET": "`api_secret` of every Janus.",
    "JANUS_ADMIN_KEY": "`admin_key` of every Janus: who may make rooms.",
    "TALK_MEASURE": "Who says who spoke: `witnesses` (what the others' pages heard) or, on a Janus, `server`.",
    "TEST_CLOCK_FACTOR": "Tests may run plan and turn timers faster; refused in production.",
}
FORMS = {
    "text": "text",
    "boolean": "`yes` or `no`",
    "listed": "names, separated by commas",
    "addresses": "`turn:host:port` (or `stun:`, `turns:`), separated by commas",
    "servers": "`name=ws://host:port`, separated by commas",
    "folder": "a folder; it is made when missing",
    "database": "`postgresql://user:password@host:5432/name` or `sqlite:///path/file`",
    "mail": "`console:`, `file:` or `smtp://user:password@host:587?tls=starttls` (or `implicit`, `none`)",
}
# Defaults that are made by code, in words.
MADE = {
    "kept_secret_key()": "made once and kept in the data folder",
    "BASE_DIR / '.dev' / 'data'": "`.dev/data` of the checkout",
    "BASE_DIR / '.dev' / 'static'": "`.dev/static` of the checkout",
    "DATA_DIR / 'dialogue.sqlite3'": "`dialogue.sqlite3` in the data folder",
}


@dataclass(frozen=True)
class Setting:
    name: str
    form: str
    embedded: str
    in_production: str


def page() -> str:
    found = sorted(settings_of(ROOT / "config" / "settings.py"), key=lambda one: list(WHAT).index(one.name))
    rows = [
        [code(env.PREFIX + one.name), WHAT[one.name], one.form, one.embedded, one.in_production or "the same"]
        for one in found
    ]
    return "\n".join(
        [
            "# Settings\n",
            MADE_FROM,
            "Everything is read once, at the start, from environment variables (`config/settings.py`). A value that",
            "cannot be used stops the start with a sentence that names the variable; secrets are never printed.\n",
            table(["variable", "what it is for", "form", "default", "default in production"], rows),
            "## What production refuses\n",
            "`config/production.py` names every unsafe value at once:\n",
            *(f"- {sentence}" for sentence in production_sentences()),
            "\nVariables of the set-up and of the tests (`DEV_PYTHON`, `TEST_REDIS_URL` …) are in",
            "[how to install](../how-to/install.md).",
            "",
        ]
    )


def settings_of(path: Any) -> Iterator[Setting]:
    """Each ``env.reader("NAME", ...)``. Raises ``ValueError`` when the sentences above and the code differ."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [call for call in ast.walk(tree) if isinstance(call, ast.Call) and reader_of(call)]
    names = [ast.literal_eval(call.args[0]) for call in calls]
    if differing := set(names) ^ set(WHAT):
        raise ValueError(f"devtools/docs/settings.py and config/settings.py differ: {sorted(differing)}")
    fallbacks = {ast.unparse(node.values[0]): node.values[1] for node in ast.walk(tree) if isinstance(node, ast.BoolOp)}
    for name, call in zip(names, calls, strict=True):
        default = fallbacks.get(ast.unparse(call)) or default_of(call)
        yield Setting(name, form_of(call), *defaults(default))


def reader_of(call: ast.Call) -> str:
    of_env = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "env"
    return call.func.attr if of_env and isinstance(call.func, ast.Attribute) else ""


def default_of(call: ast.Call) -> ast.expr:
    place = 2 if reader_of(call) == "choice" else 1
    return call.args[place] if len(call.args) > place else ast.Constant("")


def form_of(call: ast.Call) -> str:
    reader = reader_of(call)
    if reader == "integer":
        limits = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
        return f"whole number from {limits['least']} to {limits['most']}"
    if reader == "choice":
        return " or ".join(code(option) for option in ast.literal_eval(call.args[1]))
    return FORMS[reader]


def defaults(value: ast.expr) -> tuple[str, str]:
    """In words: (embedded, production); the second is empty when it is the same."""
    if isinstance(value, ast.IfExp):
        return in_words(value.orelse), in_words(value.body)
    return in_words(value), ""


def in_words(value: ast.expr) -> str:
    if not isinstance(value, ast.Constant):
        return MADE[ast.unparse(value)]
    if isinstance(value.value, bool):
        return "no" if not value.value else "yes"
    return code(str(value.value)) or "empty"


def production_sentences() -> list[str]:
    """The sentences of ``production.checks``; the values do not matter."""
    empty = {
        "DEBUG": True,
        "SECRET_KEY": "",
        "ALLOWED_HOSTS": [],
        "BASE_URL": "",
        "PROCESSES": 2,
        "REDIS_URL": "",
        "DATABASES": {"default": {"ENGINE": "sqlite3"}},
        "MAILERS": {"default": {"BACKEND": ""}},
        "DEFAULT_FROM_EMAIL": "",
        "CLOCK_FACTOR": 2,
        "JANUS": {},
        "JANUS_API_SECRET": "",
        "JANUS_ADMIN_KEY": "",
        "TURN_URLS": [],
        "TURN_SECRET": "",
    }
    return [sentence for _unsafe, sentence in production.checks(empty)]
