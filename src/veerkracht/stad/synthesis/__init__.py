"""A city of whole households out of published margins of its areas; what was adjusted is told."""

from veerkracht.stad.synthesis.account import Account, Margin, Why
from veerkracht.stad.synthesis.assumptions import STANDARD, Assumption, Assumptions
from veerkracht.stad.synthesis.fitting import fit_counts
from veerkracht.stad.synthesis.reliance import STANDARD_RELIANCE, RelianceAssumptions, draw_reliance
from veerkracht.stad.synthesis.synthesise import Margins, Options, Synthesis, synthesise

__all__ = [
    "STANDARD",
    "STANDARD_RELIANCE",
    "Account",
    "Assumption",
    "Assumptions",
    "Margin",
    "Margins",
    "Options",
    "RelianceAssumptions",
    "Synthesis",
    "Why",
    "draw_reliance",
    "fit_counts",
    "synthesise",
]
