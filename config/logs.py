"""Logging: lines for people when embedded, JSON lines in production. Never words of people, never tokens."""

import logging
import re
from typing import Any

import structlog

# Mailed links, tickets and resume tokens are keys: a log must not open a door.
SECRET = re.compile(r"(/accounts/link/|[?&](?:ticket|resume)=)[^/&\s\"']+")


class HideSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = SECRET.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


def logging_for(*, production: bool) -> dict[str, Any]:
    """The ``LOGGING`` setting: everything from INFO on in production, WARNING on when embedded, to stderr."""
    before = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=["code", "status_code"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    shown = last if production else [structlog.dev.ConsoleRenderer(colors=False)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"hide_secrets": {"()": HideSecrets}},
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["hide_secrets"]}},
        "root": {"handlers": ["stderr"], "level": "INFO" if production else "WARNING"},
        # Each page is logged by the proxy; the server's own lines of requests would hold addresses of people.
        "loggers": {"django": {"handlers": [], "propagate": True}, "daphne": {"level": "WARNING"}},
    }
