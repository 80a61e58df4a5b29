"""What goes in and comes out of the API, as its description (OpenAPI) tells other programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema as PlainSchema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

Level = Literal["buurt", "wijk", "gemeente"]
MOST_AREAS, MOST_VALUES = 20_000, 50_000
_ONE = r"(BU[0-9]{4}[0-9A-Z]{4}|WK[0-9]{4}[0-9A-Z]{2}|GM[0-9]{4})"
_CODE = rf"^{_ONE}(,{_ONE})*$"
_GEMEENTE = r"^GM[0-9]{4}$"


class Schema(PlainSchema):
    """Names in capitals within words, as programs of the web write them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Both(Schema):
    """A text in Dutch and in English."""

    nl: str
    en: str


class Link(Schema):
    """An address that has to do with this answer."""

    rel: str
    href: str
    type: str


class PageQuery(Schema):
    """Which part of a list."""

    limit: int = Field(1000, ge=1, le=MOST_AREAS, description="How many at most.")
    offset: int = Field(0, ge=0, le=10_000_000, description="How many to pass over.")


class PlaceQuery(PageQuery):
    """Which areas."""

    level: Level = Field("buurt", description="Size of the areas.")
    gemeente: str | None = Field(None, pattern=_GEMEENTE, description="Code of the gemeente whose areas are wanted.")


class AreaQuery(PlaceQuery):
    """Which areas, by code or name too."""

    code: str | None = Field(None, pattern=_CODE, max_length=4000, description="Codes, with commas between them.")
    q: str | None = Field(None, max_length=100, description="Part of a name or code.")


class ValueQuery(AreaQuery):
    """Which figures."""

    limit: int = Field(1000, ge=1, le=MOST_VALUES, description="How many at most.")
    indicator: str = Field(
        ...,
        pattern=r"^[A-Za-z0-9_.]{1,80}(,[A-Za-z0-9_.]{1,80}){0,19}$",
        description="Codes of at most 20 indicators, with commas between them.",
    )
    period: str | None = Field(
        None, pattern=r"^(19|20)[0-9]{2}(-(19|20)[0-9]{2})?$", description="A year, or the first and last: 2015-2024."
    )


class MapQuery(PlaceQuery):
    """Which map."""

    until: int | None = Field(None, ge=1900, le=2100, description="Leave out figures of later years.")


class ClassQuery(MapQuery):
    """Which areas of a map."""

    class_: str | None = Field(
        None, alias="class", pattern=r"^[a-z0-9_]{1,60}$", description="Code of the class whose areas are wanted."
    )


class ScoreQuery(PlaceQuery):
    """Which scores."""

    period: str | None = Field(
        None, pattern=r"^(19|20)[0-9]{2}(KW0[1-4]|MM(0[1-9]|1[0-2]))?$", description="The last with scores if left out."
    )


class IndicatorQuery(PageQuery):
    """Which indicators."""

    theme: str | None = Field(None, pattern=r"^[a-z]{1,40}$", description="Part of the method.")


class Page(Schema):
    """A part of a list."""

    total: int
    limit: int
    offset: int
    data_version: str
    links: list[Link]


class Area(Schema):
    """A buurt, wijk or gemeente on the boundaries of a year."""

    code: str
    name: str
    level: Level
    year: int | None
    wijk: str | None
    wijk_name: str | None
    gemeente: str | None
    gemeente_name: str | None


class AreaPage(Page):
    """Areas."""

    items: list[Area]


class Indicator(Schema):
    """What a figure means."""

    code: str
    name: Both
    explanation: Both
    theme: str
    kind: str
    unit: Both
    better: Literal["high", "low", "neither"]
    levels: list[str]
    is_modelled: bool
    is_derived: bool
    denominator: str | None
    minimum_denominator: int | None
    breaks: list[dict[str, Any]]


class IndicatorPage(Page):
    """Indicators."""

    items: list[Indicator]


class Value(Schema):
    """A figure with its 90% interval, or the reason that it is missing."""

    area: str
    indicator: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    reason: str | None
    reason_text: str | None


class ValuePage(Page):
    """Figures."""

    items: list[Value]


class MapItem(Schema):
    """One of the nine maps; one that the data cannot carry says why."""

    number: int = Field(ge=1, le=9)
    code: str
    title: str
    is_available: bool
    reason: str | None = None


class MapPage(Page):
    """Maps."""

    level: Level
    until: int
    items: list[MapItem]


class AreaClass(Schema):
    """What a map says of an area."""

    area: str
    name: str
    class_: str | None = Field(alias="class")
    class_name: str | None
    is_unsure: bool | None
    chance: float | None
    probabilities: dict[str, float | None] | None
    value: float | None
    low: float | None
    high: float | None
    reason: str | None


class ClassPage(Page):
    """What a map says of every area."""

    map: MapItem
    items: list[AreaClass]


class Forecast(Schema):
    """What is expected of one area, never without intervals."""

    area: str
    last: float | None
    expected: float | None
    low80: float | None
    high80: float | None
    low90: float | None
    high90: float | None
    chance_worse: float | None
    chance_worst_tenth: float | None
    chance_worst_tenth_low: float | None
    chance_worst_tenth_high: float | None
    outlook: str


class ForecastPage(Page):
    """Forecasts, with how well the same method did on the last figures that came in."""

    indicator: str
    target: str
    worst_tenth_is_trusted: bool
    direction_is_trusted: bool
    last_test: dict[str, Any] | None
    notes: list[Both]
    items: list[Forecast]


class Design(Schema):
    """An index design."""

    code: str
    name: Both
    explanation: Both
    indicators: list[str]
    version: dict[str, Any] | None
    is_standard: bool


class DesignPage(Page):
    """Index designs."""

    items: list[Design]


class WholeDesign(Design):
    """An index design with every choice and its reason."""

    design: dict[str, Any]


class Score(Schema):
    """Score and rank of one area, with 90% intervals."""

    area: str
    name: str
    score: float | None
    score_low: float | None
    score_high: float | None
    rank: float | None
    rank_low: float | None
    rank_median: float | None
    rank_high: float | None
    chance_worst_tenth: float | None


class ScorePage(Page):
    """Scores and ranks."""

    design: str
    level: Level
    period: str
    periods: list[str]
    items: list[Score]


class Trajectory(Schema):
    """A trajectory on which one has a role."""

    id: UUID
    name: str
    organisation: str
    gemeenten: list[str]
    state: str
    start: date | None
    end: date | None
    links: list[Link]


class TrajectoryList(Schema):
    """Trajectories."""

    items: list[Trajectory]
    total: int


class Job(Schema):
    """A piece of long work."""

    id: UUID
    kind: str
    state: str
    share: float | None
    step: str
    failure: str
    created: datetime
    started: datetime | None
    ended: datetime | None


class JobList(Schema):
    """Jobs of a trajectory, the newest first."""

    items: list[Job]
    total: int
