"""Sentences of the room's scripts about sound and picture (joined by sessions/room_words.py).

``problem_<kind>_<code>``: codes of static/js/media/devices.js; ``fix_refused_<browser>``: browsers of
static/js/room/media/problems.js; ``media_<code>`` (SAYINGS): what static/js/room/media/media.js tells its reader.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sessions.media_sayings import SAYINGS

STATES: dict[str, Any] = {
    # one word below "Microphone" and "Camera"
    "mic_later": "",
    "mic_off": pgettext_lazy("microphone", "off"),
    "mic_on": pgettext_lazy("microphone", "on"),
    "mic_asking": pgettext_lazy("microphone", "asks"),
    "mic_problem": pgettext_lazy("microphone", "problem"),
    "mic_closed": pgettext_lazy("microphone", "closed"),
    "mic_hushed": pgettext_lazy("microphone", "off"),
    "camera_later": "",
    "camera_off": pgettext_lazy("camera", "off"),
    "camera_on": pgettext_lazy("camera", "on"),
    "camera_asking": pgettext_lazy("camera", "asks"),
    "camera_problem": pgettext_lazy("camera", "problem"),
    "camera_closed": pgettext_lazy("camera", "waits"),
    "camera_hushed": pgettext_lazy("camera", "off"),
    # the same as a sentence, for who does not see the button
    "mic_later_note": _("There is no sound here now"),
    "mic_asking_note": _("Your browser asks whether this page may use it. Please choose “Allow”."),
    "mic_problem_note": _("It did not start. The reason stands above; press to try again."),
    "mic_closed_note": _("One microphone at a time: yours can be heard when it is your turn."),
    "mic_hushed_note": _("A facilitator turned it off. Press to turn it on again."),
    "camera_later_note": _("There is no picture here now"),
    "camera_asking_note": _("Your browser asks whether this page may use it. Please choose “Allow”."),
    "camera_problem_note": _("It did not start. The reason stands above; press to try again."),
    "camera_closed_note": _("Others show their pictures now, and more do not fit. You are heard all the same."),
    "camera_hushed_note": _("A facilitator turned it off. Press to turn it on again."),
    "later_device": _("Sound and picture are on your other device"),
    "later_off": _("This site has no sound and no picture"),
    "later_outside": _("Sound and picture begin when a facilitator lets you in"),
    "later_full": _("No more people fit into the sound of this room. You can read and write."),
    "later_role": _("In your role you listen and watch"),
    "said_mic_on": _("Your microphone is on"),
    "said_mic_off": _("Your microphone is off"),
    "said_mic_closed": _("Your microphone is closed until it is your turn"),
    "said_mic_hushed": _("A facilitator turned your microphone off. You can turn it on again."),
    "said_camera_on": _("Your camera is on: the others see you"),
    "said_camera_off": _("Your camera is off"),
    "said_camera_closed": _("Your picture waits: others show theirs, and more do not fit. You are heard all the same."),
    "said_camera_hushed": _("A facilitator turned your camera off. You can turn it on again."),
}

TILES: dict[str, Any] = {
    "pin_person": _("Show %(name)s larger"),
    "said_pinned": _("%(name)s is shown larger"),
    "said_unpinned": _("Nobody is kept larger any more"),
    "tile_connecting": _("connecting"),
    "tile_lost": _("no sound now"),
    "tile_picture": _("picture comes"),
    "wait_permission": _("answer your browser"),
    "wait_plan": _("connecting"),
    "wait_connection": _("connecting to the others"),
    "wait_picture": _("pictures come"),
    "is_heard": _("microphone on"),
    "self_hidden": _("the others see you"),
}

WAYS: dict[str, Any] = {
    "way_none": _("There is no sound and no picture here. Everything written goes on."),
    "way_mesh": _("Sound and pictures go directly from one of you to the other. Nobody in between can listen."),
    "way_sfu": _("Sound and pictures go through our own media server. It keeps nothing."),
    "device_own": _("What the computer uses"),
    "device_microphone": _("Microphone %(number)s"),
    "device_camera": _("Camera %(number)s"),
    "device_speaker": _("Loudspeaker %(number)s"),
    "device_none": _("none found"),
    "save_low": _("Small pictures, to save data."),
    "save_audio": _("Sound only: no pictures, yours neither."),
    "save_text": _("Writing only: no sound and no pictures. The queue, the chat and everything written go on."),
}

PROBLEMS: dict[str, Any] = {
    "problem_microphone_refused": _("Your browser does not let this page use the microphone."),
    "problem_camera_refused": _("Your browser does not let this page use the camera."),
    "problem_microphone_none": _("No microphone was found."),
    "problem_camera_none": _("No camera was found."),
    "problem_microphone_busy": _("Another program uses your microphone."),
    "problem_camera_busy": _("Another program uses your camera."),
    "problem_microphone_gone": _("Your microphone was unplugged. Nobody hears you now."),
    "problem_camera_gone": _("Your camera was unplugged. Nobody sees you now."),
    "problem_microphone_insecure": _("This address is not safe (https), so browsers give it no microphone."),
    "problem_camera_insecure": _("This address is not safe (https), so browsers give it no camera."),
    "problem_microphone_unknown": _("Your microphone did not start."),
    "problem_camera_unknown": _("Your camera did not start."),
    "fix_refused_chrome": _("Press the sign left of the address, allow it there, then press “Try again”."),
    "fix_refused_edge": _("Press the lock left of the address, allow it there, then press “Try again”."),
    "fix_refused_firefox": _(
        "Press the sign with a line through it left of the address, take “Blocked” away, then press “Try again”."
    ),
    "fix_refused_safari_mac": _(
        "In the menu “Safari”, choose “Settings for this website”, allow it, then load this page again."
    ),
    "fix_refused_safari_iphone": _(
        "Press the sign at the edge of the address field, then “Website Settings”, allow it, and load this page again."
    ),
    "fix_refused_chrome_android": _(
        "Press the sign left of the address, then “Permissions”, allow it, then press “Try again”."
    ),
    "fix_refused_other": _("Allow it for this site, near the address or in the settings, then press “Try again”."),
    "fix_none": _("Plug one in or connect it, then press “Try again”. Everything written goes on without."),
    "fix_busy": _("Close the other call or tab, then press “Try again”."),
    "fix_gone": _("Plug it in again, or choose another."),
    "fix_insecure": _("Ask your coordinator for the right link. Everything written goes on."),
    "fix_unknown": _("Try again, or choose another one."),
}

MEDIA_WORDS: dict[str, Any] = STATES | TILES | WAYS | PROBLEMS | SAYINGS
