"""Where a person goes after signing in: only to a path of this site."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 300  # characters; the column of SignInLink.next_path


def safe_path(path: str) -> str:
    """``path`` when it is a path of this site, else an empty string (the home page)."""
    own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own and len(path) <= LONGEST else ""
