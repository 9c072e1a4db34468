"""The universities of made-up cohorts: real zones, the languages spoken there, how well English is known.

All of it is made up but the zones. Levels are on the scale A1 = 0 to C2 = 5, N (native) = 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "N")
NATIVE = 6
DISCIPLINES = (
    "engineering",
    "humanities",
    "business",
    "education",
    "computing",
    "social",
    "law_politics",
    "health",
)
WOMEN_SHARE = (0.26, 0.60, 0.51, 0.80, 0.23, 0.68, 0.62, 0.71)
"""The share of women among those who told f or m, by discipline."""
SIZES = (24, 120, 600, 3000, 10_000, 50_000)
UNIVERSITIES_FOR_SIZE = (3, 5, 11, 20, 28, 30)


@dataclass(frozen=True, slots=True)
class University:
    """``mother`` is first language -> share; ``second`` is a working language -> (share who know it, mean level)."""

    name: str
    country: str
    tz: str
    english: float
    mother: Mapping[str, float]
    second: Mapping[str, tuple[float, float]] = field(default_factory=dict)


FEW = {"fr": (0.14, 3.6), "es": (0.10, 3.6)}
"""Second languages where neither French nor Spanish is at home."""

UNIVERSITIES = (
    University("u_padua", "IT", "Europe/Rome", 3.3, {"it": 0.88, "ro": 0.09, "ar": 0.03}, FEW),
    University("u_izmir", "TR", "Europe/Istanbul", 3.3, {"tr": 0.95, "ar": 0.05}, {"fr": (0.05, 3.5)}),
    University("u_utrecht", "NL", "Europe/Amsterdam", 4.3, {"nl": 0.8, "de": 0.15, "zh": 0.05}, FEW),
    University("u_alexandria", "EG", "Africa/Cairo", 3.3, {"ar": 1.0}, {"fr": (0.15, 4.0)}),
    University("u_tucson", "US", "America/Phoenix", 5.6, {"en": 0.7, "es": 0.3}, {"es": (0.2, 3.9)}),
    University("u_pune", "IN", "Asia/Kolkata", 4.2, {"hi": 0.6, "mr": 0.3, "gu": 0.1}),
    University("u_gdansk", "PL", "Europe/Warsaw", 3.6, {"pl": 0.93, "uk": 0.07}),
    University("u_irbid", "JO", "Asia/Amman", 3.2, {"ar": 1.0}),
    University("u_murcia", "ES", "Europe/Madrid", 3.1, {"es": 0.96, "ar": 0.04}, {"fr": (0.18, 3.3)}),
    University("u_fes", "MA", "Africa/Casablanca", 3.2, {"ar": 0.92, "fr": 0.08}, {"fr": (0.97, 4.0)}),
    University("u_nantes", "FR", "Europe/Paris", 3.0, {"fr": 0.95, "ar": 0.05}, {"es": (0.35, 3.5)}),
    University("u_puebla", "MX", "America/Mexico_City", 3.2, {"es": 1.0}),
    University("u_kathmandu", "NP", "Asia/Kathmandu", 3.6, {"ne": 0.9, "hi": 0.1}),
    University("u_nairobi", "KE", "Africa/Nairobi", 4.5, {"sw": 0.8, "en": 0.2}),
    University("u_recife", "BR", "America/Recife", 3.2, {"pt": 1.0}, {"es": (0.25, 3.8)}),
    University("u_dakar", "SN", "Africa/Dakar", 2.9, {"wo": 0.7, "fr": 0.3}, {"fr": (1.0, 4.4)}),
    University("u_jakarta", "ID", "Asia/Jakarta", 3.4, {"id": 0.9, "jv": 0.1}),
    University("u_boston", "US", "America/New_York", 5.8, {"en": 0.85, "zh": 0.08, "es": 0.07}, FEW),
    University("u_tbilisi", "GE", "Asia/Tbilisi", 3.4, {"ka": 0.92, "hy": 0.08}),
    University("u_lahore", "PK", "Asia/Karachi", 3.9, {"ur": 0.85, "pa": 0.15}),
    University("u_sfax", "TN", "Africa/Tunis", 3.1, {"ar": 1.0}, {"fr": (0.95, 4.1)}),
    University("u_hanoi", "VN", "Asia/Ho_Chi_Minh", 3.3, {"vi": 1.0}),
    University("u_medellin", "CO", "America/Bogota", 3.1, {"es": 1.0}),
    University("u_tartu", "EE", "Europe/Tallinn", 4.1, {"et": 0.75, "ru": 0.25}),
    University("u_accra", "GH", "Africa/Accra", 4.6, {"ak": 0.8, "en": 0.2}, {"fr": (0.15, 3.5)}),
    University("u_osaka", "JP", "Asia/Tokyo", 3.2, {"ja": 1.0}),
    University("u_coimbra", "PT", "Europe/Lisbon", 3.8, {"pt": 1.0}, {"es": (0.3, 3.7), "fr": (0.15, 3.5)}),
    University("u_leipzig", "DE", "Europe/Berlin", 4.0, {"de": 0.9, "tr": 0.1}, FEW),
    University("u_chennai", "IN", "Asia/Kolkata", 4.4, {"ta": 0.85, "te": 0.15}),
    University("u_halifax", "CA", "America/Halifax", 5.7, {"en": 0.85, "fr": 0.15}, {"fr": (0.3, 4.0)}),
)


def universities_for(size: int) -> tuple[University, ...]:
    """The first few of the table: 3 for 24 students, 11 for 600, all 30 for 50,000."""
    count = np.interp(np.log(max(size, 1)), np.log(SIZES), UNIVERSITIES_FOR_SIZE)
    return UNIVERSITIES[: max(3, round(float(count)))]
