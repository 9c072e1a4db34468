"""Sentences of the device check: microphone, camera, speaker, ways out of the network, upload, and the verdict.

A fix is looked up as ``fix_<code>_<browser>`` and else ``fix_<code>_other`` (static/js/check/fixes.js); codes are
those of static/js/media/devices.js. Nothing here names a device.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

MICROPHONE_AND_CAMERA: dict[str, Any] = {
    "asking": _("Your browser asks now whether this page may use it. Choose “Allow”."),
    "microphone_good": _("We hear you."),
    "microphone_listening": _("It is on. Say a few words."),
    "microphone_quiet": _("It is on, but we have not heard you yet."),
    "microphone_quiet_fix": _(
        "Say a few words: this line changes as soon as we hear you. If it does not, choose another microphone above, "
        "go closer, or look for a switch on the headset."
    ),
    "microphone_dead": _("It is on, but it gives no sound at all."),
    "microphone_dead_fix": _(
        "It is switched off somewhere: look for a switch or a key with a microphone on the headset or the keyboard, "
        "then in the sound settings of the device. Or choose another microphone above."
    ),
    "camera_good": _("It works. This picture stays in your browser."),
    "camera_dark": _("It is on, but the picture stays black."),
    "camera_dark_fix": _("Open the cover of the camera, or choose another camera above."),
    "camera_left_out": _("Left out. You take part with your voice; nobody minds."),
    "same_fix": _("The same helps here."),
    "no_refused": _("The browser does not let this page use it."),
    "no_none": _("This device has none that the browser can see."),
    "no_busy": _("Another program or tab is using it."),
    "no_gone": _("It was unplugged, or it lost its connection."),
    "no_insecure": _("This page came over an address without https, so browsers give it no microphone and no camera."),
    "no_unknown": _("It could not be started, and the browser does not say why."),
}

FIXES: dict[str, Any] = {
    "fix_refused_chrome": _(
        "Press the sign to the left of the address, switch on microphone and camera for this site, then press “Check "
        "again”. Still nothing? Open the privacy settings of the computer and allow Chrome to use both."
    ),
    "fix_refused_edge": _(
        "Press the lock to the left of the address, “Permissions for this site”, set microphone and camera to “Allow”, "
        "then press “Check again”. Still nothing? In the Windows settings, “Privacy & security”, allow Edge both."
    ),
    "fix_refused_firefox": _(
        "Press the sign with a line through it to the left of the address, take away “Blocked” with the cross, then "
        "press “Check again” and choose “Allow”. Still nothing? Open the privacy settings of the computer and allow "
        "Firefox to use both."
    ),
    "fix_refused_safari_mac": _(
        "In the menu “Safari”, choose “Settings for this website”, set camera and microphone to “Allow”, then reload "
        "this page. Still nothing? In the system settings, “Privacy & Security”, allow Safari to use both."
    ),
    "fix_refused_safari_iphone": _(
        "Press the sign at the edge of the address field, then “Website Settings”, allow camera and microphone, and "
        "reload this page. Still nothing? In the settings of the phone, “Apps”, “Safari”, allow both."
    ),
    "fix_refused_chrome_android": _(
        "Press the sign to the left of the address, then “Permissions”, allow microphone and camera, then press “Check "
        "again”. Still nothing? In the settings of the phone, “Apps”, “Chrome”, “Permissions”, allow both."
    ),
    "fix_refused_other": _(
        "Allow microphone and camera for this site, near the address or in the settings of the browser, then press "
        "“Check again”. Still nothing? Allow it for the browser in the settings of the device, or use Firefox, Chrome, "
        "Edge or Safari."
    ),
    "fix_none_safari_iphone": _("Take the phone out of its case, start it anew, then press “Check again”."),
    "fix_none_chrome_android": _("Start the phone anew, then press “Check again”. A headset must be paired first."),
    "fix_none_other": _(
        "Plug one in or switch it on, wait a moment, then press “Check again”. A Bluetooth headset must be connected "
        "in the settings of the device first. A phone has both: this page works there too."
    ),
    "fix_busy_safari_iphone": _("End the call, close other pages with a call, then press “Check again”."),
    "fix_busy_chrome_android": _("End the call, close other programs with a call, then press “Check again”."),
    "fix_busy_other": _(
        "Close other calls, such as Zoom, Teams or a second tab, then press “Check again”. Start the computer anew if "
        "that does not help."
    ),
    "fix_gone_other": _("Plug it in again or connect it again, or choose another one above, then press “Check again”."),
    "fix_insecure_other": _(
        "Open this site with https:// in front of its address. If that fails, write to your coordinator: the "
        "installation has no certificate. You can still read and write in the room."
    ),
    "fix_unknown_other": _("Close the browser fully and open it again. If that does not help, try another browser."),
}

SPEAKER: dict[str, Any] = {
    "speaker_untried": _("Not tried yet. Press “Play a sound” above."),
    "speaker_playing": _("Two tones are playing. Do you hear them?"),
    "speaker_good": _("You hear others."),
    "speaker_silent": _("You heard nothing."),
    "speaker_silent_fix": _(
        "Turn up the volume of the device, look whether it is muted, choose another speaker above if there is a "
        "choice, then play the sound again. On an iPhone, look at the switch on its side."
    ),
    "speaker_failed": _("The browser did not play the sound."),
    "speaker_failed_fix": _("Press “Play a sound” once more. If that does not help, connect a headset or a speaker."),
    "default_speaker": _("Speaker of the device"),
    "default_microphone": _("Microphone of the device"),
    "default_camera": _("Camera of the device"),
    "recording": _("Recording for %(time)s: say something."),
    "playing_back": _("This is how you sound."),
    "played_back": _("The recording is deleted. It never left this browser."),
    "recording_failed": _("This browser could not record. That does not matter for the room."),
}

NETWORK: dict[str, Any] = {
    "ways_open": _("The way is open (%(time)s)."),
    "ways_direct": _("The direct way is open."),
    "ways_detour": _("This network blocks the fast way (UDP). Sound and pictures take a detour."),
    "ways_detour_fix": _(
        "You can take part; the others may hear you a little later. Better: another network, or without VPN. On a "
        "university or company network, ask the help desk to allow UDP to %(hosts)s."
    ),
    "ways_no_relay": _("The direct way is open, but our relay does not answer from here."),
    "ways_no_relay_fix": _(
        "In most networks this works. If you do not hear somebody, use another network, such as your phone's. The help "
        "desk of your network can allow UDP and TCP to %(hosts)s."
    ),
    "ways_refused": _("Our relay did not accept this page."),
    "ways_refused_fix": _("This is our mistake, not yours. Tell your coordinator “the relay refuses”."),
    "ways_expired": _("The pass of this page for our relay has ended."),
    "ways_expired_fix": _("Press “Check again” to get a new one."),
    "ways_closed": _("Sound and pictures do not get out of this network."),
    "ways_closed_fix": _(
        "Try in this order: another network, such as your phone's; without VPN. On a university or company network, "
        "ask the help desk to allow UDP and TCP to %(hosts)s. Until then you can take part by writing."
    ),
    "ways_untried": _("Cannot be tried: this installation has no server that helps two homes to find each other."),
    "ways_untried_fix": _(
        "Within one house or campus it mostly works. From elsewhere somebody may stay silent for you; writing always "
        "works. Your coordinator can have such a server set up."
    ),
    "ways_unknown": _("Not known, because the server gave no answer."),
    "upload_video": _("Fast enough for sound and pictures: %(speed)s up."),
    "upload_audio": _("Enough for sound; with pictures it may stall: %(speed)s up."),
    "upload_audio_fix": _("Sound only is safer. Go closer to the router, use a cable, or stop other downloads."),
    "upload_text": _("Too slow for sound: %(speed)s up."),
    "upload_text_fix": _(
        "You can take part by writing. For sound, use another network, go closer to the router, or use a cable."
    ),
    "upload_unknown": _("Not measured this time."),
    "upload_often": _("You measured often just now."),
    "upload_often_fix": _("Wait some minutes before you measure again. Nothing is wrong on your side."),
}

VERDICTS: dict[str, Any] = {
    "verdict_room": _("The room is open to this device. Now try sound and picture."),
    "verdict_whole": _("Everything works."),
    "verdict_whole_tried": _("Everything that can be tried from here works."),
    "verdict_whole_unheard": _("Microphone, camera and connection work. Now play the sound: only you can hear it."),
    "verdict_whole_note": _("Everything works, with a remark below."),
    "verdict_whole_quiet": _("Everything works so far. Say a few words: we have not heard you yet."),
    "verdict_sound": _("Sound works. You take part without a camera."),
    "verdict_sound_unheard": _("Microphone and connection work. Now play the sound: only you can hear it."),
    "verdict_sound_note": _("Sound works, with a remark below. You take part without a camera."),
    "verdict_sound_safer": _("Sound works. Leave the camera off on this connection: it is too slow for pictures."),
    "verdict_no_camera": _("Sound works, the camera does not. %(why)s"),
    "verdict_no_microphone": _("The microphone does not work. %(why)s"),
    "verdict_no_devices": _("Neither microphone nor camera works. %(why)s"),
    "verdict_no_speaker": _("The others can hear you, but you do not hear them."),
    "verdict_text": _("From this network you can take part by writing only. %(why)s"),
    "told_ready": _("Told to who leads your sessions: ready."),
    "told_needs_help": _("Told to who leads your sessions: needs help (%(trouble)s)."),
    "told_failed": _("The result could not be told to anybody. It stands on this page only."),
    "trouble_browser": _("browser"),
    "trouble_connection": _("connection"),
    "trouble_microphone": _("microphone"),
    "trouble_camera": _("camera"),
    "trouble_speaker": _("speaker"),
}

CHECK_MEDIA_WORDS: dict[str, Any] = MICROPHONE_AND_CAMERA | FIXES | SPEAKER | NETWORK | VERDICTS
