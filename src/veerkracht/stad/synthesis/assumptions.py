"""What no published figure tells and a synthesis needs all the same: named assumptions with a range and a reason."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.synthesis import UpsideDownRangeError
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number that nobody published for this city.

    Attributes:
        low: the lowest value that can be defended.
        central: what is used where one answer is asked for.
        high: the highest value that can be defended.
        why: what it is and where it comes from; says so if there is no source.
        is_factor: whether half as much is as far from the central value as twice as much.
    """

    low: float
    central: float
    high: float
    why: Bilingual
    is_factor: bool = False

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise UpsideDownRangeError(low=self.low, central=self.central, high=self.high)

    def draw(self, rng: np.random.Generator) -> float:
        """Return a value from the triangle over the range with its top at the central value; of a factor in logarithms.

        The mean of draws is not the central value where the range is not even around it.
        """
        if self.low == self.high:
            return self.central
        if self.is_factor:
            return float(np.exp(rng.triangular(np.log(self.low), np.log(self.central), np.log(self.high))))
        return float(rng.triangular(self.low, self.central, self.high))


def _assume(low: float, central: float, high: float, nl: str, en: str) -> Assumption:
    return Assumption(low=low, central=central, high=high, why=Bilingual(nl, en))


# CBS 84583NED, Nederland 2019: 57% owned, 29% of corporations, 13% of other landlords, 4% without a resident;
# 7,814,912 dwellings and 7,924,691 households. CBS 84799NED, Nederland 2020: benefits and ages.
_OWNED, _CORPORATION, _PRIVATE = 0.57, 0.29, 0.13


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """All assumptions of a synthesis; `STANDARD` holds what is used unless someone knows better.

    Attributes:
        cheap: share of homes of corporations with a rent up to the aftoppingsgrens.
        owned: share of owner-occupied homes where nothing is known, not of a wijk, the gemeente or other buurten.
        rented_from_corporation: share of rented homes that a corporation owns, over the whole city, where unknown.
        corporation_per_benefit: log odds of that share per percentage point of residents on bijstand.
        empty: share of homes without a household where homes are not counted.
        moving_room: share of homes that is kept empty for moves where there are more households than homes.
        shortage: households without a home of their own that look for one, as a share of homes; the rest live in rooms.
        households_15_25, households_25_45, households_45_65, households_65_plus: households without children per
            resident of that age.
        young_25_45: of those of 25 to 45, the share below 35.
    """

    cheap: Assumption = field(default_factory=lambda: _assume(
        0.60, 0.75, 0.85,
        "aandeel van de corporatiewoningen met een huur tot de aftoppingsgrens. Een aanname: bekend is alleen van "
        "aangeboden woningen (66 tot 79%, Aedes-benchmark 2017) en nieuwbouw (71%, Aedes-benchmark 2021).",
        "share of corporation homes with a rent up to the aftoppingsgrens. An assumption: it is known only of homes on "
        "offer (66 to 79%, Aedes benchmark 2017) and new ones (71%, Aedes benchmark 2021).",
    ))  # fmt: skip
    owned: Assumption = field(default_factory=lambda: _assume(
        0.20, _OWNED, 0.90,
        "aandeel koopwoningen waar niets bekend is: dat van Nederland (CBS 84583NED, 2019).",
        "share of owner-occupied homes where nothing is known: that of the Netherlands (CBS 84583NED, 2019).",
    ))  # fmt: skip
    rented_from_corporation: Assumption = field(default_factory=lambda: _assume(
        0.50, _CORPORATION / (_CORPORATION + _PRIVATE), 0.85,
        "aandeel van de huurwoningen dat van een corporatie is: dat van Nederland, 29 van 42% (CBS 84583NED, 2019).",
        "share of rented homes that a corporation owns: that of the Netherlands, 29 of 42% (CBS 84583NED, 2019).",
    ))  # fmt: skip
    corporation_per_benefit: Assumption = field(default_factory=lambda: _assume(
        0.0, 0.26, 0.40,
        "waar alleen het aandeel huur bekend is, ligt het bezit van corporaties waar meer bijstand is: 0,26 in "
        "log-odds per procentpunt, eigen schatting over 388 buurten van Amsterdam (CBS 84583NED, 2019, R² 0,50). "
        "Elders kan het anders zijn; het niveau volgt de stad of Nederland.",
        "where only the share of rent is known, homes of corporations stand where more bijstand is: 0.26 in log odds "
        "per percentage point, our estimate over 388 buurten of Amsterdam (CBS 84583NED, 2019, R² 0.50). It may differ "
        "elsewhere; the level follows the city or the country.",
    ))  # fmt: skip
    empty: Assumption = field(default_factory=lambda: _assume(
        0.02, 0.04, 0.06,
        "aandeel woningen zonder bewoner waar het onbekend is: dat van Nederland (CBS 84583NED, 2019).",
        "share of homes without a resident where it is unknown: that of the Netherlands (CBS 84583NED, 2019).",
    ))  # fmt: skip
    moving_room: Assumption = field(default_factory=lambda: _assume(
        0.0, 0.02, 0.04,
        "aandeel woningen dat leeg is omdat iemand net verhuisd is; een aanname zonder bron.",
        "share of homes that is empty because somebody just moved; an assumption without a source.",
    ))  # fmt: skip
    shortage: Assumption = field(default_factory=lambda: _assume(
        0.0, 0.049, 0.08,
        "huishoudens zonder eigen woning die er een zoeken, als deel van de woningen: het woningtekort van Nederland, "
        "4,9% (ABF Research, juli 2024). De anderen zonder eigen woning wonen in kamers en gedeelde woningen.",
        "households without a home of their own that look for one, as a share of homes: the shortage of the "
        "Netherlands, 4.9% (ABF Research, July 2024). Others without one live in rooms and shared homes.",
    ))  # fmt: skip
    households_15_25: Assumption = field(default_factory=lambda: _assume(
        0.08, 0.17, 0.35,
        "huishoudens zonder kinderen per inwoner van 15 tot 25; een aanname zonder bron (zie 65+).",
        "households without children per resident of 15 to 25; an assumption without a source (see 65+).",
    ))  # fmt: skip
    households_25_45: Assumption = field(default_factory=lambda: _assume(
        0.22, 0.30, 0.45,
        "huishoudens zonder kinderen per inwoner van 25 tot 45; een aanname zonder bron (zie 65+).",
        "households without children per resident of 25 to 45; an assumption without a source (see 65+).",
    ))  # fmt: skip
    households_45_65: Assumption = field(default_factory=lambda: _assume(
        0.25, 0.34, 0.45,
        "huishoudens zonder kinderen per inwoner van 45 tot 65; een aanname zonder bron (zie 65+).",
        "households without children per resident of 45 to 65; an assumption without a source (see 65+).",
    ))  # fmt: skip
    households_65_plus: Assumption = field(default_factory=lambda: _assume(
        0.58, 0.66, 0.75,
        "huishoudens zonder kinderen per inwoner van 65 en ouder; een aanname. De vier samen geven voor Nederland 2020 "
        "op 4% na de gepubliceerde 5,4 miljoen (CBS 84799NED).",
        "households without children per resident of 65 and over; an assumption. For the Netherlands in 2020 the four "
        "together give the published 5.4 million within 4% (CBS 84799NED).",
    ))  # fmt: skip
    young_25_45: Assumption = field(default_factory=lambda: _assume(
        0.50, 0.65, 0.80,
        "van de huishoudens zonder kinderen van 25 tot 45, het deel jonger dan 35; een aanname zonder bron.",
        "of households without children of 25 to 45, the share below 35; an assumption without a source.",
    ))  # fmt: skip

    def items(self) -> Iterator[tuple[str, Assumption]]:
        """Give each assumption with its name."""
        for one in fields(self):
            yield one.name, getattr(self, one.name)


STANDARD = Assumptions()

# How income, stage and home go together. Rows are homes: owned, cheap, dear, private, and without a home of their own.
# Stated, not published: no open table crosses the three. Held against what is published in tests/stad/synthesis:
# weighted with the stock of the Netherlands (57, 22, 7 and 13%; CBS 84583NED, 2019) each income quintile comes to
# 20% within one point, and families to 33% (2,615,101 of 7,997,800 households; CBS 84799NED, 2020). In homes of
# corporations 74% belongs to the lowest 40% (76% by regression over 388 buurten of Amsterdam 2019, CBS 84583NED) and
# a third is 65 or over (Aedes, Wie zijn de bewoners van een corporatiewoning?).
_INCOME_OF_HOME = np.array([
    [0.08, 0.14, 0.22, 0.27, 0.29],
    [0.45, 0.32, 0.15, 0.06, 0.02],
    [0.28, 0.32, 0.22, 0.13, 0.05],
    [0.30, 0.22, 0.18, 0.15, 0.15],
    [0.50, 0.25, 0.15, 0.07, 0.03],
])  # fmt: skip
_STAGE_OF_HOME = np.array([
    [0.12, 0.40, 0.25, 0.23],
    [0.18, 0.24, 0.24, 0.34],
    [0.15, 0.30, 0.25, 0.30],
    [0.38, 0.18, 0.24, 0.20],
    [0.80, 0.08, 0.10, 0.02],
])  # fmt: skip
# Income within a stage, beside what the home says; rows are young, family, midlife, senior. An assumption.
_INCOME_OF_STAGE = np.array([
    [0.38, 0.18, 0.16, 0.16, 0.12],
    [0.12, 0.18, 0.23, 0.25, 0.22],
    [0.18, 0.14, 0.18, 0.22, 0.28],
    [0.17, 0.29, 0.21, 0.16, 0.17],
])  # fmt: skip

SEED = _INCOME_OF_STAGE[:, :, None] * _INCOME_OF_HOME.T[None, :, :] * _STAGE_OF_HOME.T[:, None, :]
"""How stage, income and home go together, shape (stages, incomes, places); only its odds ratios count."""
