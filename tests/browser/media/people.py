"""People with a camera and a microphone that Chromium makes up: a ball that moves, a beep each second.

What they see and hear is read where the reader gets it: frames decoded of the track that their tile shows, energy of
the sound that an element plays to them. Growth is asserted, never a rate: the machine may be busy.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.browser.guests import CHROMIUM_ARGS, Guest, sit_down
from tests.support.product import Product

MEDIA_ARGS = [
    *CHROMIUM_ARGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required", "--mute-audio",
]  # fmt: skip
SECONDS = 60  # that something may take on a busy machine; what has a limit of its own says so
# Small pictures, so that two cores can play four people; and a list of what the page made, to look into it.
WATCH = """() => {
  const make = RTCPeerConnection, ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.pcs = []; window.captured = []; window.sockets = [];
  window.RTCPeerConnection = class extends make { constructor(...all) { super(...all); pcs.push(this); } };
  window.WebSocket = class extends WebSocket { constructor(...all) { super(...all); sockets.push(this); } };
  navigator.mediaDevices.getUserMedia = async (wish) => {
    if (window.refusal) throw new DOMException("", window.refusal);
    if (wish.video) wish = { video: { ...wish.video, width: 160, height: 120, frameRate: 10 } };
    const stream = await ask(wish);
    captured.push(...stream.getTracks());
    return stream;
  };
  const open = () => pcs.filter((pc) => pc.connectionState === "connected");
  const figure = async (track, name) => {
    for (const pc of open()) for (const receiver of pc.getReceivers()) if (receiver.track === track)
      for (const one of (await receiver.getStats()).values()) if (one.type === "inbound-rtp") return one[name] ?? 0;
    return null;
  };
  const trackOf = (element) => element?.srcObject?.getTracks()[0] ?? null;
  window.seen = async () => {
    const found = {};
    for (const video of document.querySelectorAll('[data-list="tiles"] > [data-you="no"] video')) {
      const frames = video.checkVisibility() ? await figure(trackOf(video), "framesDecoded") : null;
      if (frames !== null) found[video.closest("[data-seat]").dataset.seat] = frames;
    }
    return found;
  };
  window.heard = async () => {
    const found = {};
    for (const audio of document.querySelectorAll("#room-sound audio")) {
      const energy = audio.muted || audio.paused ? null : await figure(trackOf(audio), "totalAudioEnergy");
      if (energy !== null) found[audio.dataset.seat] = energy;
    }
    return found;
  };
}"""


@dataclass
class Talker(Guest):
    """A guest with microphone and camera."""

    def turn(self, kind: str) -> None:
        """Presses the button of the bar: mic or camera."""
        self.page.locator(f"#{kind}").click()

    def has(self, kind: str, state: str) -> None:
        self.page.wait_for_selector(f'#{kind}[data-state="{state}"]', timeout=SECONDS * 1000)

    def join_in(self) -> "Talker":
        for kind in ("mic", "camera"):
            self.has(kind, "off")
            self.turn(kind)
            self.has(kind, "on")
        return self

    def figures(self, what: str) -> dict[int, float]:
        """seat -> frames (``seen``) or energy (``heard``) so far, of whom this page shows or plays now."""
        return {int(seat): value for seat, value in self.page.evaluate(f"() => {what}()").items()}

    def gets(self, what: str, seats: Iterable[int], within: float = SECONDS) -> None:
        """Exactly these people are seen or heard now: of each something new comes."""
        wanted, before, at = set(seats), self.figures(what), time.monotonic()

        def all_grow() -> bool:
            now = self.figures(what)
            return set(now) == wanted and all(now[seat] > before.setdefault(seat, 0) for seat in wanted)

        until(all_grow, within, lambda: f"{self.name} {what}: {before} -> {self.figures(what)}, wanted {wanted}")
        assert time.monotonic() - at < within

    def sees_and_hears(self, others: "Iterable[Talker]", within: float = SECONDS) -> None:
        seats = [other.seat for other in others if other is not self]
        self.gets("seen", seats, within)
        self.gets("heard", seats, within)

    def connections(self) -> int:
        """How many were ever made by this page as it was loaded."""
        return int(self.page.evaluate("() => pcs.length"))


def until(true: Callable[[], bool], within: float, told: Callable[[], str]) -> None:
    ends_at = time.monotonic() + within
    while not true():
        assert time.monotonic() < ends_at, told()
        time.sleep(0.1)  # between two looks


def talker(browser: Browser, site: Product, room: dict[str, Any], place: int, **options: Any) -> Talker:
    options = {"permissions": ["microphone", "camera"], "viewport": {"width": 1280, "height": 720}, **options}
    guest = sit_down(browser, site, room, place, **options)
    guest.context.add_init_script(f"({WATCH})()")
    return Talker(guest.seat, guest.name, guest.context, guest.page, guest.path, guest.troubles)


def all_see_and_hear_all(talkers: Iterable[Talker]) -> None:
    everybody = list(talkers)
    for one in everybody:
        one.sees_and_hears(everybody)
