"""What tests of the simulation on the past found, as it is kept: the sentence on skill and the bands rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.stad.backcast import NO_CHANGE, TREND
from veerkracht.stad.outlook import Skill

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.stad.backcast import Backcast, Stretch

NUISANCE: Final = "nuisance"
"""The test on which the sentence on skill rests: of what is tested, it weighs most in the score."""

LEAST_GEMEENTEN: Final = 10
"""As the bootstrap of the skill: of fewer it draws areas, and cannot know what all areas of a gemeente share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One test on the past.

    Attributes:
        code: what was tested, `nuisance` among others.
        name: of what was tested, within a sentence.
        data: what it was laid beside.
        method: how.
        level: of the areas, in the plural.
        start: the year in which the simulation starts.
        last: the last year it was laid beside.
        gemeenten: how many.
        runs: of each city.
        found: how its bands and its middle did, with the noise that earlier waves teach.
        stretch: how much wider the bands of an answer must be to hold what came.
    """

    code: str
    name: Bilingual
    data: Bilingual
    method: Bilingual
    level: Bilingual
    start: int
    last: int
    gemeenten: int
    runs: int
    found: Backcast
    stretch: Stretch

    def sentence(self) -> Bilingual:
        """Return what the test found: the verdict, of what and where, and how sure it is."""
        skill, trend = self.found.against[NO_CHANGE], self._trend()
        verdict = self.found.verdict() if self.can_judge else _TOO_FEW
        gap, low, high = _percent(abs(skill.skill), signed=False), _percent(skill.low), _percent(skill.high)
        luck = (_LUCK if skill.low <= 0.0 <= skill.high else _NO_LUCK) if self.can_judge else _ALONE
        side = _CLOSER if skill.skill >= 0 else _FURTHER
        told = [
            _WHERE.say(taal).format(
                name=self.name.say(taal),
                start=self.start,
                last=self.last,
                areas=self.found.areas,
                level=self.level.say(taal),
                gemeenten=(_ONE if self.gemeenten == 1 else _MORE).say(taal).format(number=self.gemeenten),
                gap=gap.say(taal),
                side=side.say(taal),
            )
            for taal in _LANGUAGES
        ]
        return Bilingual(
            f"{verdict.nl} {told[0]} {luck.nl} (marge van 90%: {low.nl} tot {high.nl}).{trend.nl}",
            f"{verdict.en} {told[1]} {luck.en} (90% band: {low.en} to {high.en}).{trend.en}",
        )

    def _trend(self) -> Bilingual:
        """Return what is said of drawing on the trend; nothing where that could not be learnt."""
        trend = self.found.against.get(TREND)
        if trend is None:
            return Bilingual("", "")
        gap, side = _percent(abs(trend.skill), signed=False), _CLOSER if trend.skill >= 0 else _FURTHER
        return Bilingual(
            f" Het zat {gap.nl} {side.nl} de meting dan wie de trend doortrekt.",
            f" It was {gap.en} {side.en} what was measured than who draws on the trend.",
        )

    def bands(self) -> Bilingual:
        """Return what the test found of the bands of 90%: what they hold, and how wide would be right."""
        held, factor = round(100 * self.stretch.as_simulated), _times(self.stretch.factor)
        return Bilingual(
            f"De marges van 90% bevatten toen {held}% van de metingen. {factor.nl} keer zo breed was dat 90% geweest.",
            f"The bands of 90% then held {held}% of what was measured. {factor.en} times as wide they had held 90%.",
        )

    @property
    def can_judge(self) -> bool:
        """Whether it is of enough gemeenten to tell skill from the luck of a city as a whole."""
        return self.gemeenten >= LEAST_GEMEENTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebo:
    """How often a policy that does nothing, on the worst areas, was rightly found to do nothing (law 9).

    Attributes:
        replications: how many times.
        held: share of them in which no effect lies within the interval.
        treated: areas that were called treated each time.
    """

    replications: int
    held: float
    treated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """All tests on the past that are kept.

    Attributes:
        made: on which day, as 2026-11-23.
        command: that makes it again.
        tests: each with a code of its own, `nuisance` among them.
        placebo: what was found of a policy that does nothing.
    """

    made: str
    command: str
    tests: tuple[Tested, ...]
    placebo: Placebo

    def test(self, code: str) -> Tested:
        """Return the test of one thing."""
        return next(one for one in self.tests if one.code == code)

    @property
    def skill(self) -> Skill:
        """Whether the simulation beat no change on nuisance beyond doubt, and the trend if there is one."""
        against = self.test(NUISANCE).found.against
        beaten = all(skill.is_beaten for name, skill in against.items() if name in (NO_CHANGE, TREND))
        return Skill.BETTER if beaten else Skill.NOT_BETTER

    @property
    def stretch(self) -> float:
        """How many times as wide bands of nuisance are made, 1 or more: tests never make them narrower."""
        return max(1.0, self.test(NUISANCE).stretch.factor)

    def statement(self) -> Bilingual:
        """Return what must stand before every statement on liveability; what is not known comes first."""
        one = self.test(NUISANCE)
        said, bands, years = one.sentence(), self._bands(one), one.last - one.start
        return Bilingual(
            f"{said.nl} {_UNTESTED.nl.format(years=years)} {bands.nl}",
            f"{said.en} {_UNTESTED.en.format(years=years)} {bands.en}",
        )

    def _bands(self, one: Tested) -> Bilingual:
        held = round(100 * one.stretch.as_simulated)
        if self.stretch <= 1.0:
            return Bilingual(
                f"De marges van 90% om {one.name.nl} bevatten toen {held}% van de metingen. Zij zijn niet verbreed.",
                f"The bands of 90% around {one.name.en} then held {held}% of what was measured. They are not widened.",
            )
        factor, checked = _times(self.stretch), round(100 * one.stretch.held_out)
        return Bilingual(
            f"De marges van 90% om {one.name.nl} bevatten toen {held}% van de metingen. Hier zijn zij daarom "
            f"{factor.nl} keer zo breed. In gemeenten die daarbij niet meetelden bevatten zij dan {checked}%.",
            f"The bands of 90% around {one.name.en} then held {held}% of what was measured. So they are {factor.en} "
            f"times as wide here. In gemeenten that were left out of this they then hold {checked}%.",
        )


_LANGUAGES: Final[tuple[Taal, ...]] = ("nl", "en")
_WHERE = Bilingual(
    "Dit is nagegaan voor {name}, van {start} tot {last}, in {areas} {level} van {gemeenten}. Het model zat gemiddeld "
    "{gap} {side} de meting dan wie zegt dat alles blijft zoals het is.",
    "This was tested for {name}, from {start} to {last}, in {areas} {level} of {gemeenten}. On average the model was "
    "{gap} {side} what was measured than who says that all stays as it is.",
)
_ONE, _MORE = Bilingual("één gemeente", "one gemeente"), Bilingual("{number} gemeenten", "{number} gemeenten")
_CLOSER, _FURTHER = Bilingual("dichter bij", "closer to"), Bilingual("verder van", "further from")
_UNTESTED = Bilingual(
    "Verder vooruit dan {years} jaar is niet getoetst. Of een plan doet wat hier staat, is ook niet getoetst.",
    "Further ahead than {years} years was not tested. Nor was it tested whether a plan does what is said here.",
)
_TOO_FEW = Bilingual(
    "Of dit beter is dan geen verandering, is met zo weinig gemeenten niet te zeggen: wat voor een hele stad mee- of "
    "tegenviel, zit niet in de marge.",
    "Whether this is better than no change cannot be said of so few gemeenten: the luck of a city as a whole is not in "
    "the band.",
)
_LUCK = Bilingual("Dat verschil kan toeval zijn", "That difference may be chance")
_ALONE = Bilingual("Buurten delen hun geluk; dat is hier niet bekend", "Areas share their luck; that is not known here")
_NO_LUCK = Bilingual("Dat verschil is geen toeval", "That difference is not chance")


def _times(factor: float) -> Bilingual:
    text = f"{factor:.2f}"
    return Bilingual(text.replace(".", ","), text)


def _percent(share: float, *, signed: bool = True) -> Bilingual:
    """Return a share as a percentage with one decimal.

    >>> _percent(-0.0071).nl
    '−0,7%'
    """
    text = f"{100 * share:{'+' if signed else ''}.1f}%".replace("-", "−")
    return Bilingual(text.replace(".", ","), text)
