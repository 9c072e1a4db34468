"""Tags that every template may use (a builtin library): icons, import map, nonce, and pictures of whole numbers.

The content security policy forbids style attributes and inline scripts, so a picture takes its figures from SVG
attributes (`strip`, `ring`) or from one element per unit (`pips`), never from CSS in the page.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Library
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from config import navigation as nav

register = Library()

ICONS = Path(settings.BASE_DIR) / "templates" / "icons"
DIRECTIONAL = frozenset(
    ["arrow-left", "arrow-right", "chevron-right", "leave", "enter", "send", "undo", "next", "previous", "land"]
    + ["queue", "panel", "console"]
)
# Specifier prefix -> folder below static/ that holds the modules; the first that fits names a module.
MODULE_FOLDERS = {"#room/": "js/room/", "#media/": "js/media/", "#page/": "js/"}
TONES = 12


@lru_cache(maxsize=256)
def drawing(name: str) -> str:
    """The SVG source of an icon; raises ``ValueError`` naming the icon when it is not one of ours."""
    if not re.fullmatch(r"[a-z-]+", name) or not (ICONS / f"{name}.svg").is_file():
        raise ValueError(f"There is no icon {name!r} in templates/icons/.")
    source = (ICONS / f"{name}.svg").read_text().strip()
    # What all drawings share is said once, by `.icon` in base.css: a room page holds some 150 icons.
    return re.sub(r"<svg [^>]*>", '<svg viewBox="0 0 24 24">', source, count=1)


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An inline icon. Silent for screen readers unless ``label`` says what it means; ``size``: small, large."""
    classes = "icon" + (f" icon--{size}" if size else "") + (" icon--mirror" if name in DIRECTIONAL else "")
    named = f'role="img" aria-label="{conditional_escape(label)}"'
    said = named if label else 'aria-hidden="true" focusable="false"'
    return mark_safe(drawing(name).replace("<svg ", f'<svg class="{classes}" {said} ', 1))  # noqa: S308


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> SafeString:
    """``nonce="..."`` for a script element; empty where the page has no policy."""
    value = context.get("csp_nonce")  # lazy, and false until it is asked for: compare with None
    return mark_safe("") if value is None else format_html('nonce="{}"', str(value))


def modules() -> dict[str, str]:
    """Bare specifier -> path below static/, for every module of `MODULE_FOLDERS`."""
    found = {}
    for path in static_scripts():
        for prefix, folder in MODULE_FOLDERS.items():
            if path.startswith(folder):
                found[prefix + path.removeprefix(folder).removesuffix(".js")] = path
                break
    return dict(sorted(found.items()))


def static_scripts() -> Iterator[str]:
    for finder in finders.get_finders():
        if hasattr(finder, "storages"):  # finders of real folders; others (fonts) hold no scripts
            for path, _storage in finder.list(["*.css", "*.svg", "*.png", "admin/*", "django_htmx/*"]):
                if path.endswith(".js"):
                    yield path


kept_modules = lru_cache(maxsize=1)(modules)


@register.simple_tag(takes_context=True)
def importmap(context: Context) -> SafeString:
    """The import map of our modules, with hashed addresses.

    Manifest storage does not rewrite ``import "./x.js"`` (measured: the file loads unhashed), so modules import
    each other by bare specifiers such as ``#page/toasts`` and this map resolves them.
    """
    found = kept_modules() if getattr(settings, "PRODUCTION", False) else modules()
    source = json.dumps({"imports": {name: static(path) for name, path in found.items()}}, separators=(",", ":"))
    source = source.replace("<", "\\u003c")
    return mark_safe(f'<script type="importmap" {nonce(context)}>{source}</script>')  # noqa: S308


@register.simple_tag
def preload(prefix: str) -> SafeString:
    """Links that fetch the modules of a prefix at once; without them each level of imports waits for the one before."""
    found = kept_modules() if getattr(settings, "PRODUCTION", False) else modules()
    links = [(static(path),) for name, path in found.items() if name.startswith(prefix)]
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', links)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[nav.Item]:
    """The links of the page head for this reader: `nav_items` of the view, else those of the `roles` in the context."""
    if "nav_items" in context:
        return list(context["nav_items"])
    request = context.get("request")
    return nav.items_for(request, context.get("roles") or ()) if request is not None else []


@register.inclusion_tag("partials/pips.html")
def pips(done: int, total: int, label: str = "", now: int = 0) -> dict[str, Any]:
    """A count as a picture: "6 of 8" with one pip a unit; `now` (1-based) marks the unit that is going on."""
    units = ["done" if n <= done else "now" if n == now else "open" for n in range(1, total + 1)]
    return {"done": done, "total": total, "label": label, "units": units}


@register.inclusion_tag("partials/strip.html")
def strip(parts: list[dict[str, Any]], total: float, label: str, ends: str = "") -> dict[str, Any]:
    """A timeline. `parts`: dicts with `start`, `end` (same unit as `total`), `kind` and `label`.

    Kinds: present, bridged, gap, outage, break. The words of `label` are what a screen reader hears; `ends`, such as
    "17:00 19:00", is written below the bar.
    """
    bars = [{**part, **span(part["start"], part["end"], total)} for part in parts]
    kinds = list(dict.fromkeys(part["kind"] for part in parts))
    return {"bars": bars, "label": label, "ends": ends.split(), "kinds": kinds}


def span(start: float, end: float, total: float) -> dict[str, str]:
    """Per mille of `total`, clipped to it: the units of the strip's view box."""
    shares = (value / total if total > 0 else 0 for value in (start, end))  # not times 1 / total: that can be infinite
    left, right = (min(max(share * 1000, 0), 1000) for share in shares)
    return {"x": f"{left:.2f}", "width": f"{max(right - left, 0):.2f}"}


@register.inclusion_tag("partials/meter.html")
def meter(value: float, most: float, label: str, tone: str = "accent") -> dict[str, Any]:
    """A bar from 0 to `most`; tones: accent, warm, good, bad."""
    return {"value": value, "most": most, "label": label, "tone": tone, **span(0, value, most)}


@register.inclusion_tag("partials/ring.html")
def ring(percent: float, label: str = "") -> dict[str, Any]:
    """A ring that is `percent` full; scripts turn it by setting `stroke-dashoffset` to 100 minus the percent."""
    return {"offset": f"{100 - min(max(percent, 0), 100):.1f}", "label": label}


@register.filter
def initials(name: str) -> str:
    """Up to two letters for an avatar, in any script: "Amira el Sayed" gives "AS"."""
    words = [word for word in re.split(r"[\s.\-]+", str(name)) if word]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    # A zero-width non-joiner keeps the letters of a joining script (Arabic) apart.
    return "\u200c".join(letters).upper()


@register.filter
def tone(number: int | str) -> int:
    """The colour of a seat or person, 0 to 11: stable, so that a person keeps one colour."""
    return int(number) % TONES if str(number).isdecimal() else sum(map(ord, str(number))) % TONES


@register.filter
def heat(value: float | None, most: float = 100) -> str:
    """The level of a heat cell, 0 to 4, in quarters of `most`; "none" where nothing was held."""
    if value is None:
        return "none"
    return str(min(4, max(0, int(4 * float(value) / float(most))))) if most else "none"
