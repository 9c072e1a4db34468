"""Sentences of the room's scripts about captions and interpreters (joined by sessions/room_words.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

CAPTION_WORDS: dict[str, Any] = {
    "caption_of": _("%(name)s: %(text)s"),
    "caption_corrected": _("Corrected: %(text)s"),
    # the state of captions of what oneself says
    "own_captions_asking": _("Your browser is asked whether it can."),
    "own_captions_none": _(
        "Your browser cannot do this on your own device, so it is not offered here. A person who captions still can."
    ),
    "own_captions_no": _("You said no to captions made by a program. It stays off until you say yes."),
    "own_captions_can": _("It is off."),
    "own_captions_download": _("It is off. Your browser first fetches the language; your voice stays here."),
    "own_captions_fetching": _("Your browser fetches the language. This can take a minute."),
    "own_captions_runs": _("It is on: everybody can read what you say."),
    "own_captions_waits": _("It is on, and waits until your microphone is open to all."),
    # told
    "own_captions_on": _("What you say is shown as captions while your microphone is open"),
    "own_captions_off": _("What you say is no longer shown as captions"),
    "own_captions_failed": _("Your browser could not write down what you say. Captions of it are off; you are heard."),
    "said_interpreter_kept": _("The interpreter is kept in view"),
    "said_interpreter_free": _("The interpreter is no longer kept in view"),
}
