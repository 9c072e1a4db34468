"""Sign-ins as the floors above may know them: a digest of the browser's session key, never the key."""

from django.utils.crypto import salted_hmac


def digest_of(session_key: str | None) -> str:
    """Names one browser's sign-in in tokens and between processes; 40 hex digits, empty for none."""
    return salted_hmac("dialogue.sign_in", session_key, algorithm="sha256").hexdigest()[:40] if session_key else ""
