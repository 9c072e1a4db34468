"""What the page's media core tells its reader by itself (static/js/room/media/media.js, event ``said``): each sentence

says what happened, why, and what still works. Joined by sessions/media_words.py.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

SAYINGS: dict[str, Any] = {
    "media_microphone_next": _("Your microphone was unplugged. You are heard through another one: %(device)s."),
    # the ladder, by choice
    "media_savings_full": _("Pictures in full size."),
    "media_savings_low": _("Small pictures, to save data."),
    "media_savings_audio": _("Sound only. Your camera is off and you get no pictures."),
    "media_savings_text": _(
        "Writing only. Your microphone and camera are off. The queue, the chat and everything written go on."
    ),
    # the ladder, by what was measured
    "media_lowered_low": _("Your connection is weak, so pictures are small now. You can undo this."),
    "media_lowered_audio": _(
        "Your connection is too weak for pictures. Your camera is off, and you hear and are heard. You can undo this."
    ),
    "media_lowered_text": _(
        "Your connection is too weak for sound now. The queue, the chat and everything written go on. "
        "You can undo this."
    ),
    "media_upload_few": _(
        "Your connection can send your picture to %(count)s of %(all)s people. Everybody hears you. "
        "Who speaks and who leads see you first."
    ),
    # connections
    "media_peer_text": _(
        "You and %(name)s cannot hear each other now: your networks do not let it through. "
        "Chat, queue and everything written go on, and we go on trying."
    ),
    "media_server_text": _(
        "Sound and pictures do not reach you: your network does not let them through. "
        "Chat, queue and everything written go on, and we go on trying."
    ),
    "media_way_mesh": _(
        "Our media server is away. Sound and pictures go directly between you now; nothing of the dialogue is lost."
    ),
    "media_way_sfu": _("Sound and pictures go through our media server again."),
    "media_way_moved": _("Sound and pictures moved to another server of ours; nothing of the dialogue is lost."),
}
