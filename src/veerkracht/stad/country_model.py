"""A country as many runs ask for it: its regions in balance under one draw, policies that share their luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.stad.city_model import Around, drawn_city, drawn_coefficients, start_of
from veerkracht.stad.country_flows import Regions, in_balance
from veerkracht.stad.country_run import simulate_country
from veerkracht.stad.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.stad.city_model import Drawn
    from veerkracht.stad.country import Country
    from veerkracht.stad.ensemble import Draws
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.stad.trajectory import Trajectory


class CountryModel:
    """A model of many runs (`ensemble.Model`) of a country. It remembers the last balance, which no policy changes."""

    def __init__(
        self,
        country: Country,
        *,
        parameters: ParameterSet,
        levers: tuple[Levers, ...],
        around: Around | None = None,
        drawn: Drawn | None = None,
    ) -> None:
        """Take what all runs share; arguments as in `CityModel`, `drawn` gives all areas of the country."""
        self.country = country
        self.parameters = parameters
        self.levers = levers
        self.around = around or Around()
        self.drawn = drawn
        self._last: tuple[tuple[int, int, int], Regions] | None = None

    def city_print(self) -> str:
        """Return the fingerprint of all but the parameters and the levers."""
        return fingerprint((self.country, self.around, self.drawn is not None and start_of(self.drawn)))

    def trajectories(self, draws: Draws, *, seed: int) -> Iterator[Trajectory]:
        """Yield the trajectory of each policy in one run: all with the same country, numbers and luck."""
        regions = self._regions(draws, seed=seed)
        for levers in self.levers:
            yield simulate_country(self.country, regions, self.country.levers(levers), seed=seed, run=draws.chance)

    def _regions(self, draws: Draws, *, seed: int) -> Regions:
        key = (seed, draws.parameters, draws.latent)
        if self._last is None or self._last[0] != key:
            self._last = None  # the old one is let go before the new one is made
            made = in_balance(
                self.country.regions(drawn_city(self.country.city, draws, drawn=self.drawn, seed=seed)),
                drawn_coefficients(self.parameters, draws, seed=seed),
                centres=self.country.city.region_centres,
                growth=self.around.growth,
                arrivals=self.around.arrivals,
            )
            self._last = (key, made)
        return self._last[1]

    def __getstate__(self) -> dict[str, object]:
        """Leave the balance behind: a worker makes its own."""
        return {**self.__dict__, "_last": None}
