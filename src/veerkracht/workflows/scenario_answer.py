"""From the runs of a scenario and what it stands on to one answer, as plain values."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.demo.plan import CITY
from veerkracht.errors.scenario_answer import NoScoresError, OtherCityNowError, RunsNotKeptError
from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive
from veerkracht.index.held import hold_index
from veerkracht.report.stad.answer import FORMAT, Answer, Asked
from veerkracht.report.stad.counted import countable_of
from veerkracht.report.stad.grounds import grounds_of, twins_of
from veerkracht.report.stad.lived import contract_rows, liveability_of
from veerkracht.report.stad.money import accounts_of, mean_account, money_of
from veerkracht.report.stad.values import as_plain
from veerkracht.signalering.kaart import Unavailable
from veerkracht.signalering.level_maps import focuskaart, level_kaart
from veerkracht.stad.balance import Question, city_balance
from veerkracht.stad.balance_costs import spending_of
from veerkracht.stad.base import prepare
from veerkracht.stad.city_model import Around, CityModel
from veerkracht.stad.contract import contract_of
from veerkracht.stad.ensemble import BASELINE, POLICY, Sampling, numbers_of_run
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.outlook import liveability_outlook, outlook_index
from veerkracht.stad.outlook_classes import FocusMaps, score_borders
from veerkracht.stad.outlook_links import LINKS, deviations_of
from veerkracht.stad.parameters import central, draw
from veerkracht.stad.runs import Runs, stack
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.stad.synthesis.synthesise import Synthesis
from veerkracht.stad.widening import widened
from veerkracht.workflows.opening import open_home, shipped_catalogue, warehouse_at
from veerkracht.workflows.quickscan_indices import country_index
from veerkracht.workflows.scenario_doubt import doubts_of_draws, doubts_of_runs
from veerkracht.workflows.scenario_files import load_track_record
from veerkracht.workflows.scenario_result import open_result
from veerkracht.workflows.scenario_run import KEPT_BYTES, SCENARIO
from veerkracht.workflows.scenario_start import read_start

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.stad.answer import TwinRow
    from veerkracht.stad.city import City
    from veerkracht.stad.merging import Merged
    from veerkracht.stad.outlook import OutlookIndex
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.trajectory import Trajectory
    from veerkracht.workflows.scenario_run import Start

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

ANSWER: Final = "answer.json"
SCORE_BY: Final = 0.02
"""A difference in the score of veerkracht that counts, of 1: about a tenth of its standard deviation over areas (0.2 in
the demo city). Our choice."""
VRAGERS_BY: Final = 0.02
"""A difference in the share of vragers that counts: two percentage points. Our choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The index of veerkracht of a city, made ready for simulations.

    Attributes:
        index: of the areas of the city.
        borders: of the fifths of all areas on whose scale it stands.
        maps: that make the focuskaart of the city; None where a figure for them is missing.
    """

    index: OutlookIndex
    borders: Floats
    maps: FocusMaps | None


def answer_from(folder: Path, *, home: Path) -> Answer:
    """Return the answer of a result.

    Args:
        folder: of `scenario_run.run`.
        home: folder of the stored data; the fictitious city needs none.

    Raises:
        OtherResultError, MissingRunsError: if the folder holds no whole result.
        AnswerError: if no answer can be given from it.
        ScenarioError, SynthesisError, WarehouseError: as `read_start` does.
    """
    result = open_result(folder)
    start = read_start(folder / SCENARIO, home=home)
    model = CityModel(start.city, parameters=start.parameters, levers=(), around=start.around, drawn=start.drawn)
    if model.city_print() != result.spec.city:
        raise OtherCityNowError(folder, gemeente=parse_scenario(start.text.encode()).gemeente)
    return answer_of(start, result.merged(), folder=folder, home=home)


def answer_of(start: Start, merged: Merged, *, folder: Path, home: Path) -> Answer:
    """Return the answer of runs that were just made.

    Args:
        start: what was run.
        merged: the runs.
        folder: where they stand, for messages.
        home: folder of the stored data.

    Raises:
        RunsNotKeptError: if not every run was kept.
        NoScoresError: if there is no index of the city.
        WarehouseError: if the stored data cannot be read.
        BalanceError: if runs do not pair, or their books do not close.
    """
    if merged.spec.sketched:
        shape = {"years": start.levers.years, "areas": start.city.areas, "pools": start.city.pools}
        of_a_run = (
            2 * numbers_of_run(tuple(item.name for item in fields(Runs)), **shape) * np.dtype(np.float32).itemsize
        )
        fewer = max(1, KEPT_BYTES // of_a_run)
        raise RunsNotKeptError(folder, runs=merged.spec.runs, fewer=fewer)
    policy, baseline = (merged.runs(arm=arm) for arm in (POLICY, BASELINE))
    scores = scores_of(start.city, gemeente=parse_scenario(start.text.encode()).gemeente, home=home)
    answer = _answer(start, (policy, baseline), home=home, sampling=merged.spec.sampling.value, scores=scores)
    twins = _twins(start, policy, baseline)
    doubts = doubts_of_runs(start, merged, (policy, baseline), index=scores.index)
    return replace(answer, grounds=replace(answer.grounds, twins=twins, doubts=doubts))


def quick_answer(start: Start, *, draws: int, home: Path) -> Answer:
    """Return an answer within seconds: the mean field under draws of the parameters and of who is a vrager.

    Chance is not in it, and the mean field leaves out what `docs/explanation/stad.md` says; the bands are too narrow.

    Args:
        start: what is run.
        draws: how many.
        home: folder of the stored data.

    Raises:
        NoScoresError: if there is no index of the city.
        WarehouseError: if the stored data cannot be read.
    """
    around = start.around or Around()
    told: tuple[list[Trajectory], list[Trajectory]] = ([], [])
    for number in range(draws):
        city = start.drawn.draw(np.random.default_rng([start.seed, number])) if start.drawn else start.city
        base = prepare(
            city,
            draw(start.parameters, seed=start.seed, run=number),
            growth=around.growth,
            arrivals=around.arrivals,
        )
        for arm, levers in zip(told, (start.levers, start.baseline), strict=True):
            arm.append(simulate(base, levers))
    return answer_of_draws(start, (stack(told[0]), stack(told[1])), home=home)


def answer_of_draws(
    start: Start,
    draws: tuple[Runs, Runs],
    *,
    home: Path,
    scores: Scores | None = None,
) -> Answer:
    """Return the answer of draws of the mean field that are at hand.

    Args:
        start: what was computed.
        draws: of the policy and of the baseline, in the same order.
        home: folder of the stored data.
        scores: of the city, if they are at hand.

    Raises:
        NoScoresError, WarehouseError: as for `quick_answer`.
    """
    scores = scores or scores_of(start.city, gemeente=parse_scenario(start.text.encode()).gemeente, home=home)
    answer = _answer(start, draws, home=home, sampling="", scores=scores)
    doubts = doubts_of_draws(start, draws, index=scores.index)
    return replace(answer, grounds=replace(answer.grounds, doubts=doubts))


def _answer(
    start: Start,
    runs: tuple[Runs, Runs],
    *,
    home: Path,
    sampling: str,
    scores: Scores,
) -> Answer:
    """Return the answer of runs; without a sampling they are those of the mean field."""
    scenario = parse_scenario(start.text.encode())
    record = load_track_record()
    policy, baseline = widened(*runs, factor=record.stretch)
    city = start.city
    accounts = accounts_of(scenario, policy, city=city, levers=start.levers)
    spending = spending_of(mean_account(accounts), scenario.budgets, years=scenario.years)
    question = Question(
        index=scores.index,
        borders=scores.borders,
        names=city.names,
        region=city.region,
        first_year=city.year,
        score_by=SCORE_BY,
        vragers_by=VRAGERS_BY,
        maps=scores.maps,
        skill=record.skill,
        spending=spending,
    )
    agreed = contract_of(asdict(scenario.tolerances))
    balance = city_balance(policy, baseline, question=question, contract=agreed)
    account = start.drawn.account if isinstance(start.drawn, Synthesis) else None
    without = liveability_outlook(scores.index, baseline, first_year=city.year, skill=record.skill)
    return Answer(
        asked=_asked_of(scenario, runs=policy.number, seed=start.seed, sampling=sampling),
        countable=countable_of(
            policy,
            baseline,
            balance=balance.countable,
            city=city,
            levers=start.levers,
            money=money_of(scenario, accounts, spending=spending),
        ),
        liveability=liveability_of(
            policy, baseline, balance=balance.liveability, without=without, question=question, record=record
        ),
        contract=contract_rows(balance, agreed),
        grounds=grounds_of(start.parameters, account, record=record, twins=()),
    )


def _asked_of(scenario: Scenario, *, runs: int, seed: int, sampling: str) -> Asked:
    return Asked(
        title=scenario.title,
        description=scenario.description,
        gemeente=scenario.gemeente,
        start=scenario.start,
        last=scenario.last,
        runs=runs,
        seed=seed,
        engine="runs" if sampling else "mean_field",
        sampling=sampling or Sampling.ALL.value,
        growth=scenario.exogenous.growth,
        arrivals=scenario.exogenous.arrivals,
    )


def _twins(start: Start, policy: Runs, baseline: Runs) -> tuple[TwinRow, ...]:
    around = start.around
    base = prepare(
        start.city,
        central(start.parameters),
        growth=around.growth if around else 0.0,
        arrivals=around.arrivals if around else 1.0,
    )
    field = (simulate(base, start.levers), simulate(base, start.baseline))
    return twins_of(policy, baseline, field=field, city=start.city)


def scores_of(city: City, *, gemeente: str, home: Path) -> Scores:
    """Return the index of veerkracht of a city, on the scale of all areas of the stored data.

    Raises:
        NoScoresError: if its figures are not there.
        WarehouseError: if the stored data cannot be read.
    """
    table = _country(gemeente, home=home)
    found = country_index(table)
    if found is None:
        raise NoScoresError(gemeente)
    held = hold_index(found.result, found.table, codes=city.codes, breaks=found.breaks)
    root = found.result.nodes.index(found.result.design.root)
    everyone = found.result.scores[:, found.result.periods.index(held.period), root]
    if np.isnan(everyone).all():
        raise NoScoresError(gemeente)
    index = outlook_index(held, deviations=deviations_of(table, year=city.year))
    return Scores(index=index, borders=score_borders(everyone), maps=_focus_maps(table, city=city))


def _focus_maps(country: AreaTable, *, city: City) -> FocusMaps | None:
    """Return the maps that make the focuskaart, on the borders of the country, if a simulation moves them."""
    inside, catalogue = country.take(country.areas.rows(city.codes)), shipped_catalogue()
    share, problems = (level_kaart(inside, one, catalogue=catalogue, reference=country) for one in (1, 3))
    focus = focuskaart(inside, catalogue=catalogue, reference=country)
    if isinstance(share, Unavailable) or isinstance(problems, Unavailable) or isinstance(focus, Unavailable):
        return None
    if not {share.indicators[0], problems.indicators[0]} <= {link.code for link in LINKS}:
        return None
    return FocusMaps(share=share, problems=problems, focus=focus)


def _country(gemeente: str, *, home: Path) -> AreaTable:
    if gemeente == CITY:
        made = make_demo_city(np.random.default_rng(DEMO_SEED))
        return derive(made.tables[Level.BUURT], shipped_catalogue())
    year = warehouse_at(home).areas(Level.BUURT, within=[gemeente]).year
    return open_home(home).table(Level.BUURT, year=year)


def answer_text(answer: Answer) -> str:
    """Return an answer as JSON; numbers with nine digits, which hold the single precision of the runs."""
    plain = {"format": FORMAT, **_mapping(as_plain(answer))}
    return json.dumps(_short(plain), ensure_ascii=False, indent=1) + "\n"


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _short(value: object) -> object:
    if isinstance(value, dict):
        return {key: _short(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_short(each) for each in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value
