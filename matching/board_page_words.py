"""The sentences that the script of the board says; places are filled in the browser (static/js/matching/board/)."""

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    return {**figures(), **cards(), **picking(), **acts()}


def figures() -> dict[str, str]:
    return {
        "hard_one": _("%(n)s rule broken"),
        "hard_other": _("%(n)s rules broken"),
        "hard_none": _("no rule broken"),
        "soft_one": _("%(n)s remark"),
        "soft_other": _("%(n)s remarks"),
        "soft_none": _("no remarks"),
        "aside_one": _("%(n)s without a group"),
        "aside_other": _("%(n)s without a group"),
        "aside_none": _("everybody has a group"),
        "hand_one": _("changed by hand: %(n)s act, %(people)s people sit elsewhere"),
        "hand_other": _("changed by hand: %(n)s acts, %(people)s people sit elsewhere"),
        "hand_none": _("nothing changed by hand"),
        "groups_shown": _("%(shown)s of %(all)s groups"),
        "people_found": _("%(n)s people found"),
        "no_figures": _("There are no figures: %(why)s"),
    }


def cards() -> dict[str, str]:
    return {
        "students": _("%(n)s students"),
        "led_by": _("%(name)s, %(level)s, leads %(n)s of %(most)s"),
        "nobody_leads": _("nobody leads yet"),
        "and_support": _("with %(name)s"),
        "no_time": _("no time yet"),
        "anchor": _("%(time)s in %(zone)s"),
        "lock_group": _("Lock %(group)s"),
        "lock_person": _("Lock in this group"),
        "unlock_person": _("Unlock"),
        "locked": _("locked"),
        "more": _("Change %(group)s"),
        "members": _("Members of %(group)s"),
        "aside_list": _("People without a group"),
        "mix_alone": _("%(label)s: %(parts)s"),
        "mix_title": _("%(label)s. Here: %(parts)s. All: %(all)s."),
        "score": _("%(n)s of 100, if every group were like this"),
        "rule": _("Rule broken:"),
        "remark": _("Remark:"),
        "chip": _("%(name)s, %(country)s, %(place)s, %(subject)s"),
        "empty_group": _("Nobody yet"),
    }


def picking() -> dict[str, str]:
    return {
        "own_time": _("%(time)s on their clock (%(zone)s)"),
        "aside": _("Without a group"),
        "target": _("%(group)s, %(time)s, %(n)s students"),
        "swap_target": _("Swap with %(name)s, %(group)s"),
        "effect": _("quality %(effect)s"),
        "no_effect": _("quality not known"),
        "breaks": _("breaks a rule"),
        "remarks": _("with remarks"),
        "asking": _("Working out what each place would do …"),
        "picked": _("%(name)s picked up. Choose with the arrow keys, Enter moves, Escape leaves everything as it is."),
        "found_none": _("No group or person fits these words."),
        "move_here": _("Move here"),
        "swap_these": _("Swap these two"),
        "move_anyway": _("Do it although a rule is broken"),
        "nothing_changes": _("No part of the quality changes."),
        "drop_rules": _("Let go to look at it; nothing moves yet."),
        "no_drop_locked": _("%(group)s is locked."),
        "here_already": _("is here"),
        **broken_rules(),
    }


def broken_rules() -> dict[str, str]:
    """Short words for the codes of rules, where there is no room for a sentence."""
    return {
        "rule_size": _("too many or too few"),
        "rule_institutions": _("too few institutions"),
        "rule_countries": _("too few countries"),
        "rule_language": _("not the language"),
        "rule_availability": _("not free at that time"),
        "rule_access": _("an access need is not met"),
        "rule_keep_together": _("parted from somebody to stay with"),
        "rule_keep_apart": _("beside somebody to be apart from"),
    }


def acts() -> dict[str, str]:
    return {
        "cancelled": _("Everything is as it was."),
        "saving": _("Saving …"),
        "undo": _("Undo: %(what)s"),
        "redo": _("Do again: %(what)s"),
        "newer": _("%(who)s changed the board; it shows the newest state now."),
        "lost": _("The connection failed; nothing was changed. Try again."),
        "state_done": _("stands"),
        "state_undone": _("undone"),
        "state_gone": _("undone"),
        "by": _("%(who)s, %(at)s"),
        "broke": _("a rule was broken by it"),
        "nothing_done": _("Nobody has changed anything by hand."),
    }
