"""Who carries the load: the reading veerkrachtig of tables of areas, and that of residents and institutions apart.

Which figures may be laid beside one another is decided here: an estimate of a model is never judged by another one,
because both may be made of the same figures; and one wave is no reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.signalering.carrying_words import Refusal, notes_of
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.classes import UNKNOWN
from veerkracht.signalering.comparable import change_reasons, gemeenten_of, groups_of, is_comparable
from veerkracht.signalering.measure import Scale, nearest, observe
from veerkracht.signalering.ontwikkeling import Fitted, fit
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.veerkrachtig import VEERKRACHTIG_CLASSES, Measured, Reading, Standard, fit_standard, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable

DENSITY = "omgevingsadressendichtheid"
# At most the last five waves: with more, "in every wave" asks more of an old past than a reader wants to know.
MOST_WAVES = 5
# A load may be of another year than the problems: shares of residents without work move slowly. Six years is our limit;
# the page says so from two years on.
FARTHEST_LOAD = 6.0
HEAVY = 0.75
"""From this place among all areas on, the load of an area is called heavy: that of the quarter with the largest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which figures and periods are laid beside one another.

    Attributes:
        problems, concentration: codes of the two figures.
        periods: waves of the problems, two or more.
        load_periods: the period of the concentration for each wave.
        structure: codes of the structural terms, each as logarithm.
    """

    problems: str
    concentration: str
    periods: tuple[Period, ...]
    load_periods: tuple[Period, ...]
    structure: tuple[str, ...]


Standards = dict[Plan, Standard | None]
"""What was fitted on one table by its plan; None where too few areas could be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Veerkrachtig:
    """Which areas do better or worse than their load leads one to expect.

    Attributes:
        areas: the rows.
        plan: the figures and periods.
        unit: of `difference`.
        difference: shape (areas,), mean residual without noise; more is more problems than expected with its load in
            its gemeente; NaN where unknown.
        low, high: shape (areas,), its 90% interval.
        reading: residuals, chances and classes.
        standard: what they are judged by.
        is_modelled: whether one of the two figures is an estimate of a model.
        notes: what the reading cannot carry.
        provenance: the sources of both figures.
    """

    areas: Areas
    plan: Plan
    unit: Bilingual
    difference: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    reading: Reading
    standard: Standard
    is_modelled: bool
    notes: tuple[Bilingual, ...]
    provenance: tuple[Provenance, ...]

    def counts(self) -> dict[str, int]:
        """Return how many areas each class has, by code, `onbekend` last."""
        found = {one.code: int((self.reading.classes == i).sum()) for i, one in enumerate(VEERKRACHTIG_CLASSES)}
        return {**found, "onbekend": int((self.reading.classes == UNKNOWN).sum())}

    @property
    def heavy(self) -> NDArray[np.bool_]:
        """Which areas have a heavy load; shape (areas,)."""
        return np.asarray(np.nan_to_num(self.reading.load_place) >= HEAVY)


def make_veerkrachtig(
    table: AreaTable,
    *,
    catalogue: Catalogue,
    rng: np.random.Generator,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
    standards: Standards | None = None,
) -> Veerkrachtig | Refusal:
    """Return which areas steadily do better or worse than their load leads one to expect, or why that cannot be said.

    Measured figures come before estimates of a model, then the order of `choices`.

    Args:
        table: the areas to read.
        catalogue: holds the codes of `choices`.
        rng: for the chances.
        choices: codes and thresholds.
        reference: the same figures for all of the Netherlands, on which the curve is fitted; None fits it on `table`.
        fitted: models of noise fitted before on the reference; it is added to.
        standards: what was fitted before on the reference, if other areas of it were read; it is added to.
    """
    known: Standards = {} if standards is None else standards
    whole = table if reference is None else reference
    combined = [(y, x) for y in choices.problems for x in choices.concentration if {x, y} <= set(catalogue.indicators)]
    combined.sort(key=lambda pair: sum(is_modelled(whole, code, catalogue=catalogue) for code in pair))
    refusals = []
    for problems, concentration in combined:
        plan = plan_of(whole, problems, concentration=concentration, catalogue=catalogue, choices=choices)
        made = (
            plan
            if isinstance(plan, Refusal)
            else _made(
                table, whole, plan, catalogue=catalogue, choices=choices, fitted=fitted, standards=known, rng=rng
            )
        )
        if isinstance(made, Veerkrachtig):
            return made
        refusals.append(made)
    return max(refusals, key=lambda one: one.weight, default=Refusal.NO_FIGURES)


def plan_of(
    table: AreaTable, problems: str, *, concentration: str, catalogue: Catalogue, choices: KaartChoices
) -> Plan | Refusal:
    """Return the waves in which problems can be laid beside the load, or why they cannot."""
    held = held_periods(table, problems, share=choices.least_share)
    loads = held_periods(table, concentration, share=choices.least_share)
    if not held or not loads:
        return Refusal.NO_FIGURES
    if all(is_modelled(table, code, catalogue=catalogue) for code in (problems, concentration)):
        return Refusal.BOTH_MODELLED
    pairs = []
    for period in held:
        load = min(loads, key=lambda one: abs(period.years_since(one)))
        like_last = period.months == held[-1].months and is_comparable(catalogue, problems, first=period, last=held[-1])
        if like_last and abs(period.years_since(load)) <= FARTHEST_LOAD:
            pairs.append((period, load))
    pairs = [pair for pair in pairs if is_comparable(catalogue, concentration, first=pair[1], last=pairs[-1][1])][
        -MOST_WAVES:
    ]
    if len(pairs) < 2:
        return Refusal.ONE_WAVE
    structure = tuple(c for c in (choices.residents, DENSITY) if held_periods(table, c, share=choices.least_share))
    return Plan(
        problems=problems,
        concentration=concentration,
        periods=tuple(p for p, _ in pairs),
        load_periods=tuple(x for _, x in pairs),
        structure=structure,
    )


def is_modelled(table: AreaTable, code: str, *, catalogue: Catalogue) -> bool:
    """Return whether a figure is an estimate of a model, by the catalogue or by the source of any of its periods."""
    sources = (s for (held, _), found in table.provenance.items() if held == code for s in found)
    return (code in catalogue and catalogue[code].modelled) or any(source.modelled for source in sources)


def measured(
    table: AreaTable,
    plan: Plan,
    *,
    whole: AreaTable,
    catalogue: Catalogue,
    choices: KaartChoices,
    fitted: Fitted | None = None,
) -> Measured:
    """Return problems, load and structure of the areas of a table as plain arrays; noise is measured on the whole."""
    first, last = plan.periods[0], plan.periods[-1]
    seen = observe(table, plan.problems, periods=plan.periods, catalogue=catalogue, choices=choices)
    model = fit(whole, plan.problems, first=first, last=last, catalogue=catalogue, choices=choices, fitted=fitted)
    reasons, _ = change_reasons(
        table, seen, code=plan.problems, ends=(first, last), catalogue=catalogue, choices=choices
    )
    moved = reasons == Reason.NOT_COMPARABLE
    sign = -1.0 if catalogue[plan.problems].better is Better.HIGH else 1.0
    loads = observe(
        table, plan.concentration, periods=tuple(dict.fromkeys(plan.load_periods)), catalogue=catalogue, choices=choices
    )
    at = [loads.periods.index(period) for period in plan.load_periods]
    turn = -1.0 if catalogue[plan.concentration].better is Better.HIGH else 1.0
    terms = [nearest(table, (code,), periods=(last,))[:, 0] for code in plan.structure]
    return Measured(
        problems=np.where(moved[:, None], np.nan, sign * seen.values),
        noise=model.noise(seen.panel(groups_of(table.areas))),
        load=turn * loads.values[:, at],
        load_noise=loads.known[:, at],
        structure=np.stack([_logarithm(term) for term in terms], axis=1) if terms else np.empty((len(moved), 0)),
        size=seen.size,
        times=np.array([period.years_since(first) for period in plan.periods]),
        gemeenten=gemeenten_of(table.areas),
    )


def _made(
    table: AreaTable,
    whole: AreaTable,
    plan: Plan,
    *,
    catalogue: Catalogue,
    choices: KaartChoices,
    fitted: Fitted | None,
    standards: Standards,
    rng: np.random.Generator,
) -> Veerkrachtig | Refusal:
    """Return the reading by one plan."""
    if plan not in standards:
        everyone = measured(whole, plan, whole=whole, catalogue=catalogue, choices=choices, fitted=fitted)
        standards[plan] = fit_standard(everyone)
    standard = standards[plan]
    if standard is None:
        return Refusal.FEW_AREAS
    own = measured(table, plan, whole=whole, catalogue=catalogue, choices=choices, fitted=fitted)
    reading = read(own, standard, rng=rng, least_probability=choices.least_probability)
    if not np.isfinite(reading.mean).any():
        return Refusal.NO_FIGURES
    seen = observe(table, plan.problems, periods=plan.periods[-1:], catalogue=catalogue, choices=choices)
    shown = [reading.mean, *reading.interval()]
    unit = catalogue[plan.problems].unit
    if seen.scale is Scale.LOG:
        shown = [100.0 * np.expm1(one) for one in shown]
        unit = Bilingual("% meer (+) of minder (−) dan verwacht", "% more (+) or fewer (−) than expected")
    modelled = any(is_modelled(whole, code, catalogue=catalogue) for code in (plan.problems, plan.concentration))
    used = [(plan.problems, p) for p in plan.periods] + [(plan.concentration, p) for p in plan.load_periods]
    return Veerkrachtig(
        areas=table.areas,
        plan=plan,
        unit=unit,
        difference=shown[0],
        low=shown[1],
        high=shown[2],
        reading=reading,
        standard=standard,
        is_modelled=modelled,
        notes=notes_of(plan.periods, plan.load_periods, is_modelled=modelled, areas=standard.expectation.areas),
        provenance=tuple(dict.fromkeys(s for key in used for s in table.provenance.get(key, ()))),
    )


def carriers(
    table: AreaTable,
    parts: Mapping[str, Sequence[str]],
    *,
    catalogue: Catalogue,
    rng: np.random.Generator,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
) -> dict[str, Veerkrachtig | Refusal]:
    """Return the same reading for what residents and what institutions carry, for each part of samenredzaamheid.

    Of each part the first figure counts that is measured and can be laid beside the load in two waves: there is more
    of it than the load leads one to expect, or less. Where none can, the part says why.

    Args:
        table: the areas to read.
        parts: codes of the figures of each part, for example of `bewoners` and `instellingen`.
        catalogue: holds the codes.
        rng: for the chances.
        choices: codes and thresholds; its problems give way to the figures of the part.
        reference: as in `make_veerkrachtig`.
    """
    whole = table if reference is None else reference
    found: dict[str, Veerkrachtig | Refusal] = {}
    for part, codes in parts.items():
        held = [c for c in codes if c in catalogue and held_periods(whole, c, share=choices.least_share)]
        counted = tuple(c for c in held if not is_modelled(whole, c, catalogue=catalogue))
        if not counted:
            found[part] = Refusal.ONLY_MODELLED if held else Refusal.NO_FIGURES
            continue
        found[part] = make_veerkrachtig(
            table,
            catalogue=catalogue,
            rng=rng,
            choices=replace(choices, problems=counted),
            reference=reference,
        )
    return found


def _logarithm(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of a count or density; below 1 it counts as 1."""
    return np.log(np.maximum(values, 1.0))
