"""What may be asked of a room. A command is an order; a rule answers with events or a refusal.

``seat`` is the number of who asks; it never comes from the browser. Limits stand beside the fields they bind.
Fields of the commands below ``Command`` are also the fields of the wire (sessions/wire.py builds it from here).
What the server asks is in dialogue/server_commands.py; which role may ask what, in dialogue/permissions.py.
"""

from dialogue.asking import Command as Command
from dialogue.asking import do_of as do_of
from dialogue.media_commands import Mute as Mute
from dialogue.media_commands import RestoreMedia as RestoreMedia
from dialogue.media_commands import SetMedia as SetMedia
from dialogue.media_commands import StopVideo as StopVideo

CHAT_CHARACTERS_MOST = 2000
REASON_CHARACTERS_MOST = 300
NOTE_CHARACTERS_MOST = 2000
AGREEMENT_CHARACTERS_MOST = 4000
QUESTION_CHARACTERS_MOST = 300
OPTION_CHARACTERS_MOST = 120
OPTIONS = range(2, 9)
TURN_SECONDS = range(10, 901)
GRANT_SECONDS = range(10, 301)
TOPIC_CHARACTERS_MOST = 200
PROMPT_CHARACTERS_MOST = 1000
CAPTION_CHARACTERS_MOST = 500
REACTIONS = ("thanks", "agree", "heart", "laugh", "wow", "slower")
REPORTS = ("hurtful", "harassment", "unsafe", "technical", "other")


# -- everyone: words and signs -----------------------------------------------------------------------------------


class Say(Command):
    """A chat line to ``all``, to ``facilitators`` (private) or to the own breakout (``room``)."""

    text: str
    to: str = "all"


class React(Command):
    """A short sign everybody sees: one of ``REACTIONS``."""

    reaction: str


class Answer(Command):
    """Answer a poll with the places of the chosen options (from 0), or the prompt (poll 0) in words."""

    poll: int = 0
    choices: tuple[int, ...] = ()
    text: str = ""


class WriteNote(Command):
    """Add a line to the notes that the group shares and keeps."""

    text: str


class AddToBoard(Command):
    """Put a topic on the board."""

    text: str


class Mark(Command):
    """Choose a topic of the board, or take the choice back."""

    item: int
    on: bool = True


class Object(Command):
    """This topic would keep me away. Nobody learns who said it, the log neither."""

    item: int


class AcceptAgreement(Command):
    """I agree to this version of our agreement."""

    version: int


class Caption(Command):
    """What is being said, by all or by oneself; not kept. A blank at its end: the line is still being written."""

    text: str


# -- everyone: speaking and the plan -----------------------------------------------------------------------------


class RaiseHand(Command):
    """Take a place in the queue."""


class LowerHand(Command):
    """Give the place in the queue back."""


class ReplyPoint(Command):
    """One short reply to who speaks or spoke last, before the queue goes on; or take it back."""

    on: bool = True


class PassTurn(Command):
    """Let my turn go by without a reason; in a round it comes back once."""


class EndTurn(Command):
    """I have spoken."""


class Ready(Command):
    """I am ready for the next phase, or not yet."""

    on: bool = True


class PauseMinute(Command):
    """One minute of silence for everybody. Nobody learns who asked, the log neither."""


# -- everyone: being here, help and safety -----------------------------------------------------------------------


class Away(Command):
    """Back in a moment; my turn goes by and my place stays."""

    on: bool = True


class ConfirmHere(Command):
    """Yes, I am here: the answer to a presence check."""

    check: int


class CallHelp(Command):
    """I, or my breakout, need a facilitator. Only facilitators see it."""


class FlagHurt(Command):
    """This hurts. Only facilitators see it; words are not needed."""

    text: str = ""


class Report(Command):
    """Tell the coordinator what is wrong: one of ``REPORTS``, about a seat or about nobody (0)."""

    category: str
    text: str = ""
    about: int = 0


class Leave(Command):
    """Go out on purpose, with all devices; the place in the queue is given up."""


# -- facilitators: the session and its plan ----------------------------------------------------------------------


class StartSession(Command):
    """Go live, and lead unless the assigned lead is here."""


class NextPhase(Command):
    """Go to the next phase of the plan."""


class PreviousPhase(Command):
    """Go back one phase."""


class ExtendPhase(Command):
    """Give the phase 1 to 15 minutes more."""

    minutes: int = 1


class Pause(Command):
    """Stop the clock of the phase."""


class Resume(Command):
    """Let the clock of the phase go on."""


class Land(Command):
    """Close well in ten minutes: go to the last phase of the plan."""


class EndSession(Command):
    """End for everybody."""


class ShowPrompt(Command):
    """Show a prompt of one's own to everybody; without words, the one of the plan again."""

    text: str = ""


# -- facilitators: speaking --------------------------------------------------------------------------------------


class GiveTurn(Command):
    """Give the floor to a seat, whether or not it stands in the queue."""

    to: int


class Skip(Command):
    """Take the floor back, or a hand out of the queue, kindly; ``reply``: the reply that waits instead."""

    who: int
    reply: bool = False


class SetQueueMode(Command):
    """Order of the queue, one of ``dialogue.plan.ORDERS``, until the next phase.

    ``turn_seconds``: ``TURN_SECONDS``, 0 for no limit, None as planned. ``hard``: turns end by themselves.
    ``piece``: a talking piece, only who has the turn is heard.
    """

    order: str
    turn_seconds: int | None = None
    hard: bool = False
    piece: bool = False


class ReorderQueue(Command):
    """The queue in this order; hands that are not named stay behind."""

    seats: tuple[int, ...]


class GrantTime(Command):
    """More time for who speaks: ``GRANT_SECONDS``."""

    seconds: int = 30


# -- facilitators: pairs, polls, the agreement -------------------------------------------------------------------


class PreviewPairs(Command):
    """Who would meet whom; only facilitators see it. None of the fields: as planned."""

    size: int | None = None
    cross: str | None = None
    avoid_repeat: bool | None = None


class StartPairs(Command):
    """Everybody into breakouts, as previewed or as planned; ``minutes`` 0: until the phase is over."""

    minutes: int = 0


class MoveTo(Command):
    """Put somebody, or oneself as a visible visitor, into a breakout; 0 is the room of all."""

    who: int
    room: int


class EndPairs(Command):
    """Everybody back into the room of all, at once or with up to 120 ``seconds`` of notice."""

    seconds: int = 0


class OpenPoll(Command):
    """Ask everybody, with 2 to 8 answers to choose from; ``many``: more than one may be chosen."""

    question: str
    options: tuple[str, ...]
    many: bool = False


class ClosePoll(Command):
    """No more answers; everybody sees the result."""

    poll: int


class EditAgreement(Command):
    """The group's agreement in new words; everybody is asked to accept it. ``version``: the one it replaces, or 0."""

    text: str
    version: int = 0


# -- facilitators: people ----------------------------------------------------------------------------------------


class TakeLead(Command):
    """Lead the room from now on."""


class GiveLead(Command):
    """Hand the lead to the other facilitator."""

    to: int


class Whisper(Command):
    """A line between facilitators."""

    text: str


class TakeHelp(Command):
    """I take care of this call; ``done``: it is taken care of."""

    who: int
    done: bool = False


class TagDistress(Command):
    """Keep an eye on somebody; only facilitators see it."""

    who: int
    on: bool = True


class Attest(Command):
    """Confirm that somebody took part, with the reason; also after the session."""

    who: int
    text: str


class Admit(Command):
    """Let somebody in from the lobby of a live room."""

    who: int


class AdmitAll(Command):
    """Let everybody in from the lobby of a live room."""


class SendToLobby(Command):
    """Ask somebody to wait outside."""

    who: int


class Remove(Command):
    """Take somebody out, on all devices, with a reason that is kept; ``exchange``: from all its sessions."""

    who: int
    reason: str
    exchange: bool = False


class AllowBack(Command):
    """Undo a removal."""

    who: int
