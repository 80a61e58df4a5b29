"""The choices behind the maps: which indicators, which thresholds, each with its reason.

The legend, thresholds and formula of the Aedes maps are not public. These are ours, open, and
every one of them is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from veerkracht.errors.signalering import ChoiceError
from veerkracht.signalering.size_law import SizeLaw

# Measured with level_model on the BZK file 'Leefbaarometer-scores wijken 2002-2020', waves 2014, 2018, 2020, 3,290
# wijken with the residents of 2022: a wave has a noise of 0.012 at 300 residents and of 0.005 at 1,500.
ONV_WAVE_NOISE = SizeLaw(base=0.0, per_resident=0.0433)


@dataclass(frozen=True, slots=True, kw_only=True)
class KaartChoices:
    """What the maps are made of.

    Attributes:
        concentration: codes for the share of residents with low self-reliance, the best first. The first that
            holds what a map needs is used, and the map says so when it is not the first. The order goes from
            persons without work (bijstand and AO, nearest to "residents without work, LVB, health problems" in
            the Aedes text) over bijstand alone and households with little money to a modelled figure of RIVM.
        problems: codes for overlast en onveiligheid, the best first: the Leefbaarometer dimension that the
            original maps use, then registered crime.
        corporation: code for the share of dwellings owned by corporations.
        residents: code for the number of residents, the weight of an area and the exposure of a count.
        least_probability: a class is named when it is at least this likely; below it, the map says
            "geen duidelijke ontwikkeling". 0.7 makes the named class at least twice as likely as all others together.
        least_change: a smaller change is called no change, as a share of the standard deviation between areas;
            half of what is usually called a small difference (0.2, Cohen 1988).
        assumed_noise: the share of the variance of observed changes that is taken as noise where fewer than
            three waves leave it unmeasured. Measured for onv per wijk: 37% (2014-18) and 65% (2018-20); we stay on
            the careful side, so that of areas in which nothing changed hardly any is called changed.
        wave_noise: variance of the noise of one wave as measured elsewhere, per code: the error of a level of which
            there is one wave, and what a small table of three waves is drawn to.
        least_share: a period counts as available when more than this share of the areas has a value.
        least_overlap: two spans are of "the same period" when the years they share are at least this part of the
            years that either covers.
        least_years: a development spans at least this many years.
        least_residents: below this, figures per resident are left out; CBS publishes shares of income
            and work from 100 or 150 persons, we stay on the low side of that for counts.
    """

    concentration: tuple[str, ...] = (
        "minder_zelfredzaam",
        "aandeel_bijstand",
        "sociaal_minimum",
        "laag_inkomen",
        "moeite_met_rondkomen",
    )
    problems: tuple[str, ...] = ("onv", "misdrijven_per_1000")
    corporation: str = "corporatiewoningen"
    residents: str = "inwoners"
    least_probability: float = 0.7
    least_change: float = 0.1
    assumed_noise: float = 0.75
    wave_noise: Mapping[str, SizeLaw] = field(default_factory=lambda: {"onv": ONV_WAVE_NOISE})
    least_share: float = 0.4
    least_overlap: float = 0.5
    least_years: float = 2.0
    least_residents: float = 50.0

    def __post_init__(self) -> None:
        for name in ("least_probability", "assumed_noise", "least_overlap"):
            value = getattr(self, name)
            if not 0 < value < 1:
                raise ChoiceError(name, value=value, right_en="between 0 and 1", right_nl="tussen 0 en 1")
        if self.least_change < 0:
            raise ChoiceError("least_change", value=self.least_change, right_en="0 or more", right_nl="0 of meer")


STANDARD = KaartChoices()
"""The choices of the shipped maps."""
