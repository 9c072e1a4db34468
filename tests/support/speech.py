"""Known speech: sentences spoken by espeak-ng, with the times at which each begins and ends in the sound.

The truth is made from the sound itself: a sentence lasts from its first to its last sample above -50 dBFS, with the
short pauses inside. Everything follows from a seed.
"""

import io
import subprocess
import tempfile
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path
from random import Random

RATE = 22_050
FULL = 32_767
VOICES = ("en+m3", "en+f2", "en+m7", "en+f4")
SENTENCES = (
    "I met this question first when my sister moved to another country",
    "In my family we never speak about money at the table",
    "May I ask what you mean by a fair price, because I understood it otherwise",
    "I am not sure that I agree with that",
    "Here people would rather wait than be the first to say no",
    "When I was younger I thought that everybody saw it the way we do",
    "Thank you, that helps me to understand where it comes from",
    "We had the same discussion at our university last year",
)


@dataclass(frozen=True)
class Track:
    """``samples``: mono, 16 bits. ``truth``: when somebody speaks, seconds from the beginning."""

    samples: array[int]
    truth: tuple[tuple[float, float], ...]

    @property
    def spoken_seconds(self) -> float:
        return sum(end - begin for begin, end in self.truth)

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    def wav(self) -> bytes:
        held = io.BytesIO()
        with wave.open(held, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(self.samples.tobytes())
        return held.getvalue()


def spoken(voice: str, sentence: str) -> array[int]:
    """One sentence, cut to its sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), sentence], check=True)
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
            samples = array("h", file.readframes(file.getnframes()))
    loud = [place for place, sample in enumerate(samples) if abs(sample) > FULL * 10 ** (-50 / 20)]
    return samples[loud[0] : loud[-1] + 1]


def speech(seed: int, seconds: float, *, gain_db: float = 0.0, voice: str | None = None) -> Track:
    """Sentences with pauses of 0.9 to 2.5 s between them, about as long as ``seconds``."""
    random, samples, truth = Random(seed), silence(1.5), []
    voice, gain = voice or VOICES[seed % len(VOICES)], 10 ** (gain_db / 20)
    while len(samples) < (seconds - 3) * RATE:
        said = spoken(voice, random.choice(SENTENCES))
        truth.append((len(samples) / RATE, (len(samples) + len(said)) / RATE))
        samples += array("h", (round(sample * gain) for sample in said))
        samples += silence(random.uniform(0.9, 2.5))
    return Track(samples, tuple(truth))


def silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * round(seconds * RATE)))
