"""Typed readers of environment variables that stop with a clear sentence on a bad value.

Every variable of the product starts with ``DIALOGUE_``. A reader raises ``ImproperlyConfigured`` naming the
variable, what was found (never for secrets) and what is expected.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "DIALOGUE_"
POOL_FOR_PAGES = 8
# A server that is silent (network cut, machine gone) is away after 15 s: with TCP's own patience all rooms of a process
# would wait for a quarter of an hour. Seconds, but ``tcp_user_timeout`` milliseconds; the address may say otherwise.
SILENT_SERVER = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "15000",
}
SMTP_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(PREFIX + name, default).strip()


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; expected one of {', '.join(options)}.")
    return value


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; expected yes or no.")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name) or str(default)
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; expected a whole number from {least} to {most}.")
    return number


def listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def servers(name: str) -> dict[str, str]:
    """``one=ws://127.0.0.1:8188,two=ws://10.0.0.2:8188``: names and addresses of servers of one kind."""
    found: dict[str, str] = {}
    for item in listed(name):
        known_as, _, url = (part.strip() for part in item.partition("="))
        parts = address(name, url)
        if not known_as.isidentifier() or parts.scheme not in {"ws", "wss"} or not parts.hostname or known_as in found:
            raise ImproperlyConfigured(
                f"{PREFIX}{name} has {item!r}; expected name=ws://host:port, with commas between and no name twice."
            )
        found[known_as] = url
    return found


def addresses(name: str, *, schemes: tuple[str, ...]) -> list[str]:
    """``turn:relay.example.org:3478,turns:relay.example.org:443?transport=tcp``: as browsers take them."""
    found = listed(name)
    for item in found:
        scheme, _, rest = item.partition(":")
        if scheme not in schemes or not rest.strip("/?") or rest.startswith("//"):
            raise ImproperlyConfigured(
                f"{PREFIX}{name} has {item!r}; expected {' or '.join(schemes)}:host:port, with commas between."
            )
    return found


def folder(name: str, default: Path) -> Path:
    path = Path(text(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{PREFIX}{name} is {str(path)!r}, which cannot be made: {error.strerror}."
        ) from None
    return path


def database(name: str, sqlite_file: Path, held: int = 5) -> dict[str, Any]:
    """``postgresql://user:password@host:port/name`` or ``sqlite:///path``; empty means ``sqlite_file``.

    ``held``: connections that the threads of the rooms never give back; the pool has 8 more for pages.

    SQLite runs in WAL with IMMEDIATE transactions: with the default DEFERRED 26 % of the write transactions of
    three processes failed with "database is locked" (measured, 5,726 transactions).
    """
    url = text(name)
    parts = address(name, url)
    if not url or parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)) if url else sqlite_file)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/") or not port_of(parts, 5432):
        raise ImproperlyConfigured(
            f"{PREFIX}{name} must look like postgresql://user:password@host:5432/name or sqlite:///path/file."
        )
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return postgres(parts, query, held)


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # A command of the room writes three pages, whole, into the WAL: 2 KiB ones cost 5 us less than 4 KiB ones.
            "init_command": "PRAGMA page_size=2048; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON;",
        },
    }


def postgres(parts: Any, query: dict[str, str], held: int) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        # The pool, not CONN_MAX_AGE: under ASGI persistent connections pile up one a thread (Django's docs);
        # a query costs 0.90 ms from the pool against 9.2 ms on a fresh connection (measured).
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": held + POOL_FOR_PAGES, "timeout": 5},
            **SILENT_SERVER,
            **query,
        },
        # After a restart of PostgreSQL no page gets one of the pool's dead connections.
        "CONN_HEALTH_CHECKS": True,
    }


def mail(name: str, default: str, outbox_folder: Path) -> dict[str, Any]:
    """One entry of ``MAILERS``: ``smtp://user:password@host:587?tls=starttls|implicit|none``, ``console:``, ``file:``.

    Without a port: 587 for starttls, 465 for implicit, 25 for none.
    """
    url = text(name, default)
    parts = address(name, url)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        path = str(Path(unquote(parts.path)) if parts.path else outbox_folder)
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": path}}
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    port = port_of(parts, SMTP_PORTS.get(tls, 0))
    if parts.scheme != "smtp" or not parts.hostname or not port:
        raise ImproperlyConfigured(
            f"{PREFIX}{name} must be console:, file: or smtp://user:password@host:587?tls=starttls (or implicit, none)."
        )
    options = {
        "host": parts.hostname,
        "port": port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": tls == "starttls",
        "use_ssl": tls == "implicit",
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def address(name: str, url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # its text may hold the password
        raise ImproperlyConfigured(f"{PREFIX}{name} is not an address such as scheme://host:port/path.") from None


def port_of(parts: SplitResult, default: int) -> int:
    """The port of an address; 0 when it is not a port."""
    try:
        return parts.port or default
    except ValueError:
        return 0
