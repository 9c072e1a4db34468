"""Pages of a room with made-up devices, and what they send, receive and cost: one Chromium process a person.

Chromium itself tells the CPU of each of its processes; the page's own statistics tell bytes and frames, divided by the
time that the page stamped beside them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.browser.guests import CHROMIUM_ARGS, Guest, sit_down
from tests.support.product import Product

ARGS = [
    *CHROMIUM_ARGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required", "--mute-audio",
]  # fmt: skip
PATIENCE_MS = 90_000
# The page's connections; what they have sent and received so far; when the first picture of another came.
WATCH = """() => {
  const make = RTCPeerConnection;
  window.pcs = [];
  window.firstPicture = null;
  window.RTCPeerConnection = class extends make { constructor(...all) { super(...all); pcs.push(this); } };
  window.figures = async () => {
    const sums = { at: performance.now(), sent: 0, received: 0, decoded: 0, pictures: 0, sounds: 0, encoded: 0 };
    for (const pc of pcs) {
      if (pc.connectionState !== "connected") continue;
      for (const one of (await pc.getStats()).values()) {
        if (one.type === "transport") { sums.sent += one.bytesSent; sums.received += one.bytesReceived; }
        if (one.type === "outbound-rtp" && one.kind === "video") sums.encoded += one.framesEncoded ?? 0;
        if (one.type === "inbound-rtp" && one.kind === "audio" && one.packetsReceived) sums.sounds += 1;
        if (one.type === "inbound-rtp" && one.framesDecoded) { sums.decoded += one.framesDecoded; sums.pictures += 1; }
      }
    }
    return sums;
  };
  const look = setInterval(async () => {
    if (!(await figures()).pictures) return;
    window.firstPicture ??= performance.now();
    clearInterval(look);
  }, 50);
}"""


@dataclass
class Page:
    guest: Guest

    @property
    def page(self) -> Any:
        return self.guest.page

    def set(self, kind: str, state: str) -> None:
        """kind: mic or camera; state: on or off."""
        other = "off" if state == "on" else "on"
        self.page.wait_for_selector(f'#{kind}[data-state="{other}"]', timeout=PATIENCE_MS)
        self.page.locator(f"#{kind}").click()
        self.page.wait_for_selector(f'#{kind}[data-state="{state}"]', timeout=PATIENCE_MS)

    def figures(self) -> dict[str, float]:
        found: dict[str, float] = self.page.evaluate("() => figures()")
        return found

    def first_picture_ms(self) -> float:
        """From the start of the load of this page to the first decoded frame of another's camera, to 50 ms."""
        self.page.wait_for_function("() => window.firstPicture !== null", timeout=PATIENCE_MS)
        return float(self.page.evaluate("() => firstPicture"))


def come(browser: Browser, site: Product, room: dict[str, Any], place: int) -> Page:
    guest = sit_down(browser, site, room, place, permissions=["microphone", "camera"],
                     viewport={"width": 1280, "height": 720})  # fmt: skip
    guest.context.add_init_script(f"({WATCH})()")
    guest.come()
    return Page(guest)


def wait_for(pages: Sequence[Page], pictures: int, sounds: int) -> None:
    """Until every page gets so many pictures and sounds, or a minute is over: what came then is what counts."""
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        found = [page.figures() for page in pages]
        if all(one["pictures"] >= pictures and one["sounds"] >= sounds for one in found):
            return
        time.sleep(0.5)


def chromium_seconds(browser: Browser) -> dict[str, float]:
    """CPU so far: of the pages' processes together, and of those that all pages share (network, pictures, sound)."""
    line = browser.new_browser_cdp_session()
    found = line.send("SystemInfo.getProcessInfo")["processInfo"]
    line.detach()
    sums = {"pages": 0.0, "shared": 0.0}
    for one in found:
        sums["pages" if one["type"] == "renderer" else "shared"] += one["cpuTime"]
    return sums
