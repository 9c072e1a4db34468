"""Which role may ask what. The gate in dialogue/room.py refuses everybody else."""

from dialogue import commands as ask
from dialogue.commands import Command
from dialogue.state import CAPTIONING_ROLES, FACILITATOR_ROLES, SENDING_ROLES, SPEAKING_ROLES

FOR_EVERYONE: tuple[type[Command], ...] = (
    ask.Say, ask.React, ask.Answer, ask.WriteNote, ask.AddToBoard, ask.Mark, ask.Object, ask.AcceptAgreement,
    ask.Caption, ask.RaiseHand, ask.LowerHand, ask.ReplyPoint, ask.PassTurn, ask.EndTurn, ask.Ready, ask.PauseMinute,
    ask.SetMedia, ask.Away, ask.ConfirmHere, ask.CallHelp, ask.FlagHurt, ask.Report, ask.Leave,
)  # fmt: skip
# Of these, what belongs to taking part: not for who captions, interprets or observes.
FOR_SPEAKERS: tuple[type[Command], ...] = (
    ask.Answer, ask.WriteNote, ask.AddToBoard, ask.Mark, ask.Object, ask.RaiseHand, ask.LowerHand, ask.ReplyPoint,
    ask.PassTurn, ask.EndTurn, ask.Ready, ask.PauseMinute, ask.Away, ask.ConfirmHere,
)  # fmt: skip
FOR_SENDERS: tuple[type[Command], ...] = (ask.SetMedia,)
# Who captions what all say; who speaks, what they say themselves (dialogue/captions.py).
FOR_CAPTIONERS: tuple[type[Command], ...] = (ask.Caption,)
FOR_FACILITATORS: tuple[type[Command], ...] = (
    ask.StartSession, ask.NextPhase, ask.PreviousPhase, ask.ExtendPhase, ask.Pause, ask.Resume, ask.Land,
    ask.EndSession, ask.ShowPrompt, ask.GiveTurn, ask.Skip, ask.SetQueueMode, ask.ReorderQueue, ask.GrantTime,
    ask.PreviewPairs, ask.StartPairs, ask.MoveTo, ask.EndPairs, ask.OpenPoll, ask.ClosePoll, ask.EditAgreement,
    ask.TakeLead, ask.GiveLead, ask.Whisper, ask.TakeHelp, ask.TagDistress, ask.Attest, ask.Mute, ask.StopVideo,
    ask.RestoreMedia, ask.Admit, ask.AdmitAll, ask.SendToLobby, ask.Remove, ask.AllowBack,
)  # fmt: skip
EVERY_COMMAND = FOR_EVERYONE + FOR_FACILITATORS

# When: before going live, by who waits outside, after the end (also without a connection).
BEFORE_LIVE: tuple[type[Command], ...] = (
    ask.StartSession, ask.Leave, ask.Remove, ask.AllowBack, ask.Report, ask.CallHelp, ask.SetMedia, ask.Whisper,
    ask.AcceptAgreement, ask.EditAgreement, ask.RestoreMedia,
)  # fmt: skip
FROM_OUTSIDE: tuple[type[Command], ...] = (ask.Leave, ask.Report, ask.CallHelp)
AFTER_END: tuple[type[Command], ...] = (ask.Attest, ask.Report)
# Their events name no actor, and their key is never written down.
UNSIGNED: tuple[type[Command], ...] = (ask.Object, ask.PauseMinute)


def role_allows(role: str, command: type[Command]) -> bool:
    if command in FOR_FACILITATORS:
        return role in FACILITATOR_ROLES
    if command in FOR_CAPTIONERS:
        return role in CAPTIONING_ROLES
    if command in FOR_SENDERS:
        return role in SENDING_ROLES
    return role in SPEAKING_ROLES or command not in FOR_SPEAKERS
