"""A sentence for people for each refusal and each bye: what happened, that nothing is lost, what to do now."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    # rules of the room (dialogue/refusals.py)
    "not_allowed": _("Your role in this room does not allow this."),
    "not_open_yet": _("The room is not open yet. It opens 15 minutes before the start."),
    "not_live": _("The session is not live, so this is not possible now."),
    "already_live": _("The session is live already."),
    "ended": _("The session is over. What you did is kept."),
    "no_such_seat": _("This person has no seat in this room."),
    "seat_closed": _("You are no longer in this group. Ask your coordinator if this is wrong."),
    "removed": _("A facilitator took you out of this session. You can ask your coordinator why."),
    "in_lobby": _("A facilitator asked you to wait. You will be let in from here."),
    "not_connected": _("Your connection was lost for a moment. Please try again; nothing is lost."),
    "not_here": _("This person is not in the room now."),
    "not_your_turn": _("It is not your turn. You can raise your hand."),
    "has_the_floor": _("It is your turn already. You can speak."),
    "takes_no_turns": _("This person is here to help or to watch, and takes no turns."),
    "no_hand": _("This person has no hand up."),
    "no_plan": _("This session has no running plan."),
    "last_phase": _("This is the last phase of the plan. You can extend it or end the session."),
    "first_phase": _("This is the first phase of the plan."),
    "is_paused": _("The clock is paused already."),
    "not_paused": _("The clock is not paused."),
    "bad_minutes": _("A phase can be extended by 1 to 15 minutes; pairs last at most 60 minutes."),
    "bad_order": _("The queue does not know this order."),
    "captions_no_consent": _(
        "You said no to captions made by a program, so none are shown. You can change it in your account."
    ),
    "captions_need_microphone": _("Your microphone is off or closed, so what you say is not shown as captions."),
    "captions_in_pairs": _("In small groups what you say is not shown as captions. They go on when all are together."),
    "bad_reaction": _("The room does not know this reaction."),
    "bad_audience": _("You cannot write to these people."),
    "chat_closed": _("The chat is closed in this phase. You can still write to the facilitators if they allow it."),
    "empty_text": _("Write something first."),
    "too_long": _("This text is too long. Please shorten it; it was not sent."),
    "not_a_facilitator": _("Only a facilitator can lead."),
    "is_facilitator": _("A facilitator cannot be sent out. Ask your coordinator."),
    "already_scheduled": _("This session is scheduled already."),
    "not_scheduled": _("This session is not scheduled yet."),
    "bad_plan": _("The room cannot follow this plan. Nothing was changed. Please check the plan."),
    "seat_taken": _("This seat is taken."),
    "unknown_connection": _("This connection is closed already."),
    "landed_already": _("The session is closing already."),
    "evidence_closed": _("The record of this session is closed."),
    "not_ended": _("The session is not over yet."),
    # help and safety
    "no_help_called": _("This person has not called for help, or somebody took care of it already."),
    "bad_category": _("Choose what your report is about. Nothing was sent yet; your words are still here."),
    "not_a_student": _("This is for students only."),
    "barred": _("This person was taken out of all sessions of the exchange. Only the coordinator can allow them back."),
    # written together
    "no_such_poll": _("This poll is not there any more."),
    "no_vote": _("Polls are answered by students. You see how many chose what."),
    "poll_closed": _("This poll is closed. Your last answer before that counts."),
    "poll_running": _("A poll is open already. Close it first; what you typed is kept."),
    "bad_choice": _("Please choose one of the answers that are shown."),
    "bad_options": _("A poll needs 2 to 8 answers that differ from each other. What you typed is kept."),
    "no_such_topic": _("This topic is not on the board."),
    "objected_already": _("Your objection to this topic is counted already. Nobody sees who said it."),
    "old_version": _("Somebody changed the agreement just now. Read the new words first; what you typed is kept."),
    "no_agreement": _("There is no agreement yet. The group writes it together."),
    "no_prompt": _("There is nothing to answer now. What you typed is kept."),
    # presence checks
    "no_check": _("This question is over. You are noted as here if you did anything in that time."),
    # pairs
    "no_pairs": _("No pairs are running now. Start them first; nothing was changed."),
    "pairs_running": _("Pairs are running. This is possible again when everybody is back."),
    "too_few_for_pairs": _("Pairs need at least two students in the room. Nothing was changed; wait for one more."),
    "bad_size": _("A small group has 2 to 6 people. Nothing was changed; choose another size."),
    "bad_cross": _("Pairs are mixed by country, or as the plan says. Nothing was changed; choose one of the two."),
    "no_such_room": _("There is no such pair. Nothing was changed; choose one of the list."),
    # speaking and the plan
    "bad_queue": _("The queue has changed meanwhile. Please sort it again; nobody lost a place."),
    "bad_seconds": _("A turn can be 10 seconds to 15 minutes long, and grow by 10 seconds to 5 minutes at a time."),
    "nobody_speaks": _("Nobody has the floor now, so there is no turn to make longer."),
    "no_turn_to_reply_to": _("There is nothing to reply to now. You can raise your hand."),
    "reply_taken": _("Somebody is giving the one short reply already. You can raise your hand."),
    "pause_too_soon": _("A quiet minute was asked for a short while ago. You can ask again in some minutes."),
    # the wire
    "bad_frame": _("The page sent something this room does not understand. Reload the page; nothing is lost."),
    "too_big": _("This message is too big. It was not sent."),
    "hello_first": _("The page must say hello first. Reload the page; nothing is lost."),
    "id_reused": _("The page used one number for two different things. Reload the page; nothing is lost."),
    "slow_down": _("That was too fast. Wait a moment and try again; nothing is lost."),
    "no_such_peer": _("This person is somewhere else now. Your page connects you with who is here."),
    "no_media_server": _("No media server answers now. Sound and picture go on as they are; you can ask again later."),
    "signed_out": _("You signed out. Sign in again to come back; your place is kept for 90 seconds."),
    "replaced": _("You opened this room in another window. It goes on there."),
    "restart": _("The server restarts. You will be back in a moment; nothing is lost."),
    "full": _("The server is full. Please try again in a minute."),
    "try_again": _("This could not be saved just now. Please try again; nothing is lost."),
}


def sentence(code: str) -> str:
    """In the language that is active."""
    return str(TEXTS[code])
