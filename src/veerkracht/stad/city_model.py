"""The simulation as many runs ask for it: a city, what is known of its numbers, policies that share their luck."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from veerkracht.stad.base import Base, Yearly, prepare
from veerkracht.stad.ensemble import CENTRAL, Draws
from veerkracht.stad.fingerprint import fingerprint
from veerkracht.stad.levers import Levers
from veerkracht.stad.micro import simulate
from veerkracht.stad.parameters import ParameterSet, central, draw

if TYPE_CHECKING:
    from veerkracht.stad.city import City
    from veerkracht.stad.coefficients import Coefficients
    from veerkracht.stad.trajectory import Trajectory

_OWN: Final = int.from_bytes(hashlib.blake2b(b"latent", digest_size=8).digest(), "little")


class Drawn(Protocol):
    """What gives the city with its latent self-reliance drawn; `synthesis.Synthesis` does."""

    def draw(self, rng: np.random.Generator) -> City:
        """Return the city of one draw."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What happens whatever the city does.

    Attributes:
        growth: new households a year above what keeps their number, as a share of it.
        arrivals: households that come from outside, relative to what keeps the city in balance.
    """

    growth: Yearly = 0.0
    arrivals: Yearly = 1.0


class CityModel:
    """A model of many runs (`ensemble.Model`). It remembers the last base, which no policy changes."""

    def __init__(
        self,
        city: City,
        *,
        parameters: ParameterSet,
        levers: tuple[Levers, ...],
        around: Around | None = None,
        drawn: Drawn | None = None,
    ) -> None:
        """Take what all runs share.

        Args:
            city: the start, with self-reliance as expected.
            parameters: what is known of the numbers.
            levers: a policy for each arm.
            around: what happens anyway; None for no growth.
            drawn: gives the city with self-reliance drawn; None if it is taken as it is, in every run.
        """
        self.city = city
        self.parameters = parameters
        self.levers = levers
        self.around = around or Around()
        self.drawn = drawn
        self._last: tuple[tuple[int, int, int], Base] | None = None

    def city_print(self) -> str:
        """Return the fingerprint of all but the parameters and the levers."""
        return fingerprint((self.city, self.around, self.drawn is not None and start_of(self.drawn)))

    def trajectories(self, draws: Draws, *, seed: int) -> Iterator[Trajectory]:
        """Yield the trajectory of each policy in one run: all with the same city, numbers and luck."""
        base = self._base(draws, seed=seed)
        for levers in self.levers:
            yield simulate(base, levers, seed=seed, run=draws.chance)

    def _base(self, draws: Draws, *, seed: int) -> Base:
        key = (seed, draws.parameters, draws.latent)
        if self._last is None or self._last[0] != key:
            self._last = None  # the old one is let go before the new one is made
            city = drawn_city(self.city, draws, drawn=self.drawn, seed=seed)
            coefficients = drawn_coefficients(self.parameters, draws, seed=seed)
            made = prepare(city, coefficients, growth=self.around.growth, arrivals=self.around.arrivals)
            self._last = (key, made)
        return self._last[1]

    def __getstate__(self) -> dict[str, object]:
        """Leave the base behind: a worker makes its own."""
        return {**self.__dict__, "_last": None}


def drawn_city(city: City, draws: Draws, *, drawn: Drawn | None, seed: int) -> City:
    """Return the city of a run: with its own draw of self-reliance if there is a way to draw it."""
    return city if drawn is None or draws.latent == CENTRAL else drawn.draw(_latent(seed, draws))


def drawn_coefficients(parameters: ParameterSet, draws: Draws, *, seed: int) -> Coefficients:
    """Return the numbers of a run."""
    if draws.parameters == CENTRAL:
        return central(parameters)
    return draw(parameters, seed=seed, run=draws.parameters)


def _latent(seed: int, draws: Draws) -> np.random.Generator:
    """Return the chance of one latent draw, from a counter of its own.

    Source:
        Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3).
    """
    key = np.array([seed % 2**64, _OWN], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=np.array([0, draws.latent, 0, 0], dtype=np.uint64)))


def start_of(drawn: Drawn) -> str:
    """Return a fingerprint of a way to draw: that of what it gives for a fixed chance."""
    return fingerprint(drawn.draw(np.random.Generator(np.random.Philox(key=_OWN))))
