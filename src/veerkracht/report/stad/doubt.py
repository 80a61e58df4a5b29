"""Whose doing the doubt in an answer is, as values and in words: what to find out to be surer of each main figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.stad.parameters import EVIDENCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.stad.doubt import Shares, Weighty
    from veerkracht.stad.parameters import Evidence, Parameter

FIGURES = {
    "score": Bilingual("veerkracht waar het plan zeker iets verandert", "veerkracht where the plan surely changes it"),
    "vragers": Bilingual("vragers waar het plan zeker iets verandert", "vragers where the plan surely changes them"),
    "nuisance": Bilingual("overlast waar het plan zeker iets verandert", "nuisance where the plan surely changes it"),
    "dissimilarity": Bilingual("hoe ongelijk vragers wonen", "how unevenly vragers live"),
    "waiting": Bilingual("wie zonder eigen woning is", "who has no home of their own"),
}
"""The main figures of an answer: what the plan changes in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtNumber:
    """One number of the model that a figure hangs on.

    Attributes:
        parameter: its name.
        label: for people.
        share: of the differences between draws that goes along with it, 0 to 1.
        needs: what would tell it, each enough; empty where nothing known would.
    """

    parameter: str
    label: Bilingual
    share: float
    needs: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """Which part of the doubt in one main figure would go if something were known; shares 0 to 1, NaN if not told.

    Attributes:
        figure: key of `FIGURES`.
        name: for people.
        parameters, latent, chance: the share of the numbers of the model, of who is a vrager, and of chance.
        numbers: those that weigh most, if any weighs more than luck allows.
        sentence: that in words.
    """

    figure: str
    name: Bilingual
    parameters: float
    latent: float
    chance: float
    numbers: tuple[DoubtNumber, ...]
    sentence: Bilingual


def doubt_row(
    figure: str, shares: Shares | None, weighty: Sequence[Weighty], *, known: Mapping[str, Parameter]
) -> DoubtRow:
    """Return what is told of one figure.

    Args:
        figure: key of `FIGURES`.
        shares: of the three causes; None if they cannot be told apart.
        weighty: the numbers that weigh most.
        known: the parameters by name.
    """
    nan = float("nan")
    numbers = tuple(
        DoubtNumber(
            parameter=one.name,
            label=known[one.name].label,
            share=one.share,
            needs=_needs(known[one.name].identified_by),
        )
        for one in weighty
    )
    return DoubtRow(
        figure=figure,
        name=FIGURES[figure],
        parameters=shares.parameters if shares else nan,
        latent=shares.latent if shares else nan,
        chance=shares.chance if shares else nan,
        numbers=numbers,
        sentence=_sentence(FIGURES[figure], shares=shares, numbers=numbers),
    )


def _needs(evidence: frozenset[Evidence]) -> tuple[Bilingual, ...]:
    return tuple(EVIDENCE_NAMES[one] for one in sorted(evidence))


_SHARES = Bilingual(
    "{parameters}% komt door getallen van het model, {latent}% doordat niet geteld is wie vrager is "
    "en {chance}% door toeval.",
    "{parameters}% comes from numbers of the model, {latent}% from who is a vrager not being counted and "
    "{chance}% from chance.",
)
_MOST = Bilingual(
    " Het meest zou helpen: beter weten hoe groot dit is: ‘{label}’.",
    " What would help most: to know better how large '{label}' is.",
)
_BY = Bilingual(" Dat vraagt {needs}.", " That takes {needs}.")
_BY_NOTHING = Bilingual(" Geen cijfers die wij kennen, zeggen dat getal.", " No figures that we know tell that number.")
_NONE = Bilingual(
    " Geen enkel getal springt eruit; daarvoor zijn er te weinig doorrekeningen of te veel kleine oorzaken.",
    " No single number stands out; there are too few runs for that or too many small causes.",
)
_LATENT = Bilingual(
    " Het meest zou helpen: beter weten wie vrager is.", " What would help most: to know better who is a vrager."
)
_CHANCE = Bilingual(
    " Het meeste is toeval: meer weten helpt daar niet tegen.", " Most is chance: knowing more does not help there."
)


def _sentence(name: Bilingual, *, shares: Shares | None, numbers: Sequence[DoubtNumber]) -> Bilingual:
    nl, en = f"{name.nl[0].upper()}{name.nl[1:]}:", f"{name.en[0].upper()}{name.en[1:]}:"
    if shares is not None and np.isfinite(shares.chance):
        parts = dict(zip(("parameters", "latent", "chance"), _whole(shares), strict=True))
        nl, en = f"{nl} {_SHARES.nl.format(**parts)}", f"{en} {_SHARES.en.format(**parts)}"
        if shares.chance > 0.5:
            nl, en = nl + _CHANCE.nl, en + _CHANCE.en
        if shares.latent > shares.parameters:
            return Bilingual(nl + _LATENT.nl, en + _LATENT.en)
    if not numbers:
        return Bilingual(nl + _NONE.nl, en + _NONE.en)
    first = numbers[0]
    by = _BY if first.needs else _BY_NOTHING
    needs = [Bilingual(" of ".join(one.nl for one in first.needs), " or ".join(one.en for one in first.needs))]
    return Bilingual(
        nl + _MOST.nl.format(label=first.label.nl) + by.nl.format(needs=needs[0].nl),
        en + _MOST.en.format(label=first.label.en) + by.en.format(needs=needs[0].en),
    )


def _whole(shares: Shares) -> tuple[int, int, int]:
    """Return three whole percentages that add up to a hundred; what rounding leaves goes to chance.

    >>> from veerkracht.stad.doubt import Shares
    >>> _whole(Shares(parameters=0.335, latent=0.335, chance=0.33))
    (34, 34, 32)
    """
    one, two = round(100 * shares.parameters), round(100 * shares.latent)
    return one, two, max(100 - one - two, 0)
