"""How good the evidence for a number or a finding is: the same four grades everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from veerkracht.facts.language import Bilingual


class Grade(StrEnum):
    """How good the evidence is."""

    A = "A"  # a published effect with its interval
    B = "B"  # a published figure without an interval
    C = "C"  # derived by us from published figures, or the judgement of experts
    D = "D"  # an assumption: no source gives this number


GRADES: Final = {
    Grade.A: Bilingual("gepubliceerd, met marge", "published, with its interval"),
    Grade.B: Bilingual("gepubliceerd, zonder marge", "published, without an interval"),
    Grade.C: Bilingual("afgeleid uit cijfers of oordeel van deskundigen", "derived from figures, or expert judgement"),
    Grade.D: Bilingual("aanname", "assumption"),
}
