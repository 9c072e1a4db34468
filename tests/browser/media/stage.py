"""People whose microphone is a known sound: it is played in the page, into the track that the page takes for its
microphone. So no echo or noise suppression is between the sound and the sender, and its beginning is known.
"""

import base64

from tests.browser.media.people import Talker
from tests.support.product import Product
from tests.support.speech import Track

# A slot is settled 8 s after it passed, reported up to 5.5 s after it passed, and written up to 7 s later.
WRITTEN_SECONDS = 16
MICROPHONE = """() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  let stage = null;
  const setUp = () => {
    if (stage) return stage;
    const audio = new AudioContext({ sampleRate: 48000 });
    stage = { audio, out: audio.createMediaStreamDestination(), room: null };
    room(null); // a microphone in a quiet room goes on sending
    return stage;
  };
  const gauss = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const room = (dbfs) => {
    const { audio, out } = stage;
    const buffer = new AudioBuffer({ length: 4 * audio.sampleRate, sampleRate: audio.sampleRate });
    const deviation = dbfs === null ? 0 : 10 ** (dbfs / 20);
    buffer.copyToChannel(Float32Array.from({ length: buffer.length }, () => deviation * gauss()), 0);
    stage.room?.stop();
    stage.room = new AudioBufferSourceNode(audio, { buffer, loop: true });
    stage.room.connect(out);
    stage.room.start();
  };
  window.roomNoise = (dbfs) => {
    setUp();
    room(dbfs);
  };
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const given = await ask(wish);
    const [real] = given.getAudioTracks();
    if (!real) return given;
    real.stop();
    const sound = setUp().out.stream.getAudioTracks().map((track) => track.clone());
    return new MediaStream([...sound, ...given.getVideoTracks()]);
  };
  window.perform = async (wav) => {
    const { audio, out } = setUp();
    const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
    const source = new AudioBufferSourceNode(audio, { buffer: await audio.decodeAudioData(bytes.buffer) });
    source.connect(out);
    source.start();
  };
}"""


def with_known_microphone(talker: Talker) -> None:
    """Before its page is loaded."""
    talker.context.add_init_script(f"({MICROPHONE})()")


def unmute(talker: Talker) -> Talker:
    talker.has("mic", "off")
    talker.turn("mic")
    talker.has("mic", "on")
    return talker


def room_noise(talker: Talker, dbfs: float | None) -> None:
    """White noise that is always there: a fan, a street. None: a quiet room, as at first."""
    talker.page.evaluate("(dbfs) => roomNoise(dbfs)", dbfs)


def connected(talker: Talker, others: int) -> None:
    """Lines to all the others are open."""
    script = "(wanted) => pcs.filter((pc) => pc.connectionState === 'connected').length >= wanted"
    talker.page.wait_for_function(script, arg=others)


def perform(*parts: tuple[Talker, Track]) -> None:
    """All at once; returns when the longest is over."""
    for talker, track in parts:
        talker.page.evaluate("(wav) => perform(wav)", base64.b64encode(track.wav()).decode())
    wait(parts[0][0], max(track.seconds for _, track in parts))  # sound takes the time that it takes


def session_of(talker: Talker) -> str:
    return talker.path.strip("/").split("/")[1]


def say_yes(site: Product, talker: Talker) -> None:
    site.make("talk_time", "agree", session_of(talker))


def measured(site: Product, talker: Talker) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = site.make("talk_time", "read", session_of(talker))
    return found


def wait_until_written(talker: Talker) -> None:
    """All that was heard by now stands in the tables."""
    wait(talker, WRITTEN_SECONDS)


def wait(talker: Talker, seconds: float) -> None:
    """In the browser's driver, so that its events are read meanwhile."""
    talker.page.wait_for_timeout(seconds * 1000)
