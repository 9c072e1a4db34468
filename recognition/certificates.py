"""The certificate as a PDF: what is printed (frozen in ``Certificate.content``) goes in, bytes come out.

One A4 page by typst, tagged for screen readers (PDF/UA-1), with the fonts of the font packages only. The same content
gives the same bytes: the document carries no clock and no random id.
"""

import io
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from recognition import fonts
from recognition.certificate_texts import WORDS, Words
from recognition.errors import NameNotPrintable

FOLDER = Path(__file__).parent / "typesetting"
# The page says the date in words; a fixed stamp in the file keeps its bytes the same (2020-01-01).
STAMP_SECONDS = 1_577_836_800
# One certificate at a time: it takes about 0.1 s of one core, and pages and sockets need the others.
typesetter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="certificate")


def pdf_of(content: Mapping[str, Any]) -> bytes:
    """The certificate. ``content`` is what ``papers.content_of`` made. Raises ``NameNotPrintable``."""
    return typesetter.submit(compiled, paper_of(content)).result()


def compiled(paper: Mapping[str, Any]) -> bytes:
    try:
        made: bytes = typst.compile(
            FOLDER / "certificate.typ",
            root=FOLDER,
            font_paths=loaded_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=STAMP_SECONDS,
            format="pdf",
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise NameNotPrintable(letters="") from error
        raise
    return made


@cache
def loaded_fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(one) for one in fonts.font_folders()]
    )


# -- words ---------------------------------------------------------------------------------------------------


def paper_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the template prints: every text in the language of the certificate."""
    words = WORDS[content["language"]]
    plain = {key: content[key] for key in ("name", "exchange", "counted", "total", "language", "verify_at")}
    said = {
        key: getattr(words, key).format(**content)
        for key in ("title", "awarded_to", "took_part", "of_sessions", "enough", "statement", "verify")
    }
    return {
        **plain,
        **said,
        "fonts": fonts.families(),
        "issuer": issuer(words, content),
        "facts": facts(words, content),
        "definition": words.definition.format(**content["definition"]),
        "credit_statement": words.credit_statement.format(institution=content["home_institution"]),
        "code": code_lines(content["code_shown"]),
        "code_label": words.code,
        "qr": qr_svg(content["verify_url"]),
        "qr_alt": words.qr_alt.format(url=content["verify_url"]),
    }


def facts(words: Words, content: Mapping[str, Any]) -> list[dict[str, str]]:
    """Label and value of each fact, in the order shown; the workload in credits is a fact of its own."""
    hours = words.hours_value.format(
        live=number(words, content["hours"]["live"]), own=number(words, content["hours"]["own"])
    )
    roles = {"lead": words.lead, "support": words.support}
    people = "\n".join(f"{one['name']}, {roles[one['role']]}" for one in content["facilitators"])
    decided = words.decided_value.format(name=content["decided_by"], date=content["decided_on"])
    listed = [
        (words.dates, content["dates"]),
        (words.hours, hours),
        (words.partners, "\n".join(content["institutions"])),
        (words.facilitators, people),
        (words.issuer, issuer(words, content)),
        (words.decided, decided),
    ]
    if content["credits"]:
        value = words.credits_value.format(
            credits=number(words, content["credits"]["value"]), label=content["credits"]["label"]
        )
        listed.insert(2, (words.credits, value))
    return [{"name": name, "value": value} for name, value in listed if value]


def issuer(words: Words, content: Mapping[str, Any]) -> str:
    named = content["issuer"]
    return str(named["institution"]) if named["institution"] else words.issuer_partners.format(**named)


def code_lines(code: str) -> str:
    """Seven groups of four do not fit on one line: four and three."""
    groups = code.split("-")
    return "-".join(groups[:4]) + "\n" + "-".join(groups[4:])


def number(words: Words, plain: str) -> str:
    """``2.5`` as the language writes it; ``16.0`` is 16."""
    whole, _, part = plain.partition(".")
    return whole + words.number_decimal + part if part.strip("0") else whole


def qr_svg(address: str) -> str:
    """Error correction M: 15 % of the picture may be damaged, by a fold or a stamp."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, dark="#0c4349", xmldecl=False)
    return out.getvalue().decode()
