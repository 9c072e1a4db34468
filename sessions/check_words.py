"""Every sentence that the check before entry shows. A fix says what to do now, in the order of what helps most."""

from typing import Any

from django.utils.translation import gettext_lazy as _

CHECK_WORDS: dict[str, Any] = {
    "checking": _("Checking…"),
    "browser_good": _("This browser has everything the room needs."),
    "browser_old": _("This browser is too old for the room: it lacks %(missing)s."),
    "browser_old_fix": _("Update it, or use a current Firefox, Chrome, Edge or Safari. Then open this page there."),
    "browser_forgets": _("This window keeps nothing, as private windows do."),
    "browser_forgets_fix": _("The room works. Only after a reload, choices such as the letter H are forgotten."),
    "socket_good": _("The room answers in %(time)s."),
    "socket_slow": _("The room answers, but slowly: %(time)s."),
    "socket_slow_fix": _(
        "You can take part. What you do arrives a little late. Go closer to the router, or close other downloads."
    ),
    "socket_closed": _("Pages come through, but the live connection to the room does not."),
    "socket_closed_fix": _(
        "Try in this order: another network, such as your phone's; without VPN; without an ad blocker for this site. "
        "On a university or company network, ask the help desk to allow WebSockets (wss) to %(host)s."
    ),
    "socket_offline": _("This device is not connected to the internet."),
    "socket_offline_fix": _("Connect to a network, then press “Check again”."),
    "socket_signed_out": _("You are signed out, so the room cannot be tried."),
    "socket_signed_out_fix": _("Sign in again, then come back to this page."),
    "socket_busy": _("You checked very often just now, or the server starts again."),
    "socket_busy_fix": _("Wait a quarter of a minute, then press “Check again”. Nothing is wrong on your side."),
    "clock_good": _("The clock of this device is right."),
    "clock_ahead": _("The clock of this device is %(time)s ahead."),
    "clock_behind": _("The clock of this device is %(time)s behind."),
    "clock_fix": _(
        "The room goes by the server's clock, so you miss nothing there. Your calendar may remind you at the wrong "
        "moment: set date and time to “automatic” in the settings of your device."
    ),
    "clock_unknown": _("Not known, because the room did not answer."),
    "verdict_checking": _("We are trying the room from this device…"),
    "verdict_good": _("It works: the room is open to this device."),
    "verdict_note": _("It works, with a remark below."),
    "verdict_bad": _("The room does not work here yet. See below what helps."),
}
