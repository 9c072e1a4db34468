import pytest

from sessions.media import sfu_sdp

SOUND, PICTURE, DATA = (f"m={kind} 9 X\r\na=fingerprint:sha-256 AA\r\n" for kind in ("audio", "video", "application"))


@pytest.mark.parametrize(
    ("lines", "may"),
    [
        ([SOUND], True),
        ([SOUND, PICTURE], True),
        ([PICTURE, SOUND], True),
        ([], False),
        ([SOUND, SOUND], False),
        ([SOUND, PICTURE, PICTURE], False),
        ([SOUND, DATA], False),
    ],
)
def test_one_microphone_and_one_camera_may_be_published_and_nothing_else(lines, may):
    assert sfu_sdp.may_be_published({"type": "offer", "sdp": "v=0\r\n" + "".join(lines)}) is may


@pytest.mark.parametrize(
    "value",
    [None, 7, {}, {"type": "answer", "sdp": "x"}, {"type": "offer", "sdp": 7}, {"type": "offer", "sdp": "\ud800"}],
)
def test_what_is_no_offer_is_none(value):
    assert sfu_sdp.description(value, "offer") is None


def test_a_description_is_passed_on_without_anything_beside_it():
    value = {"type": "offer", "sdp": "x", "simulcast": True}
    assert sfu_sdp.description(value, "offer") == {"type": "offer", "sdp": "x"}


def test_another_certificate_is_another_connection():
    first, second = {"sdp": SOUND}, {"sdp": SOUND.replace("AA", "BB")}
    assert sfu_sdp.fingerprints(first) == sfu_sdp.fingerprints({"sdp": SOUND + PICTURE})
    assert sfu_sdp.fingerprints(first) != sfu_sdp.fingerprints(second)


@pytest.mark.parametrize("value", [None, {"candidate": ""}])
def test_the_end_of_candidates_is_told(value):
    assert sfu_sdp.candidate(value) == {"completed": True}


@pytest.mark.parametrize("value", [7, {}, {"candidate": 7}, {"candidate": "x" * 2000}])
def test_what_is_no_candidate_is_none(value):
    assert sfu_sdp.candidate(value) is None


def test_of_a_candidate_only_what_janus_takes_is_passed_on():
    value = {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "u"}
    assert sfu_sdp.candidate(value) == {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0}
