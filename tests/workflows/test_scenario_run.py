from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from ensemble_city import small_city, some_levers
from veerkracht.cli.main import cli
from veerkracht.engines.contract import InThisProcess
from veerkracht.engines.local import LocalPool
from veerkracht.errors.ensemble import (
    EngineMissingError,
    MissingRunsError,
    OtherResultError,
    PartFolderError,
    RunsValueError,
    UnknownEngineError,
    UnknownQuantityError,
)
from veerkracht.stad import country
from veerkracht.stad.runs import require_pairs
from veerkracht.stad.trajectory import FLOWS
from veerkracht.workflows import scenario_engines, scenario_run
from veerkracht.workflows.scenario_engines import engine_named, workers_here
from veerkracht.workflows.scenario_files import example_text, load_parameters
from veerkracht.workflows.scenario_result import open_result
from veerkracht.workflows.scenario_run import Asked, Start, run

FILES = ("bands.npz", "manifest.json", "runs.npz", "scenario.toml")


@pytest.fixture(scope="module")
def start():
    return Start(city=small_city(), levers=some_levers(), parameters=load_parameters(), seed=3, text="title = 'x'\n")


def ran(start, out, *, engine=None, workers=1, runs=6, **asked):
    wanted = Asked(runs=runs, **{"per_run": ("nuisance",), **asked})
    return run(start, asked=wanted, engine=engine or InThisProcess(), workers=workers, out=out)


@pytest.fixture(scope="module")
def folder(start, tmp_path_factory):
    """Return the folder of a scenario that was run in this process."""
    return ran(start, tmp_path_factory.mktemp("here")).folder


@pytest.mark.slow
def test_the_real_simulation_gives_the_same_files_with_two_workers(start, folder, tmp_path):
    ran(start, tmp_path, engine=LocalPool(workers=2), workers=2)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_what_came_out_is_found_again_in_the_folder(start, folder):
    result = open_result(folder)
    merged = result.merged()
    assert result.codes == start.city.codes
    assert (result.start, result.years) == (2024, 2)
    with np.load(folder / "runs.npz") as runs:
        assert np.array_equal(runs["policy/nuisance"], merged.values("nuisance", arm="policy"))
    for versus_first in (False, True):
        wanted = merged.bands("reliance", arm="policy", versus_first=versus_first)
        found = result.bands("reliance", versus_first=versus_first)
        assert np.allclose(found.mean, wanted.mean, rtol=1e-6)
        assert np.array_equal(found.quantiles, wanted.quantiles.astype(np.float32))
        assert found.is_exact
    assert (folder / "scenario.toml").read_text("utf-8") == start.text


def test_of_more_areas_than_a_city_has_a_country_is_run_and_its_pools_are_those_of_its_regions(
    start, tmp_path, monkeypatch
):
    monkeypatch.setattr(scenario_run, "AREAS_OF_A_CITY", 2)
    monkeypatch.setattr(country, "MOST_AREAS", 2)
    codes = ("BU99010101", "BU99020101", "BU99030101")
    land = replace(start, city=replace(start.city, codes=codes))
    merged = ran(land, tmp_path, runs=2).merged
    result = open_result(tmp_path)
    assert result.codes == codes
    regions = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["region"]
    assert merged.values("pools", arm="policy").shape[-1] == 3 + len(regions) == 5
    policy = merged.runs(arm="policy")
    everyone = policy.reliance.sum(axis=(2, 3)) + policy.pools.sum(axis=(2, 3)) + policy.temporary.sum(axis=(2, 3))
    formed, dissolved = (policy.flows[:, :, FLOWS.index(name)] for name in ("formed", "dissolved"))
    assert np.array_equal(np.diff(everyone, axis=1), formed - dissolved)


def test_the_runs_of_policy_and_baseline_can_be_laid_side_by_side(folder):
    merged = open_result(folder).merged()
    policy, baseline = merged.runs(arm="policy"), merged.runs(arm="baseline")
    require_pairs(policy, baseline)
    assert policy.number == 6
    assert np.array_equal(policy.reliance[:, 0], baseline.reliance[:, 0])
    assert np.array_equal((policy.dwellings - baseline.dwellings)[0, -1, :, 1], [20, 20, 20, 20])


def test_the_manifest_names_no_machine_and_no_hour(folder, tmp_path):
    told = (folder / "manifest.json").read_text("utf-8")
    assert str(tmp_path.parent) not in told
    assert set(json.loads(told)["versions"]) == {"veerkracht", "python", "numpy", "numba", "scipy"}


def test_a_city_too_large_to_keep_every_run_gets_counts_on_a_grid_and_what_was_asked_per_run(start, folder, tmp_path):
    ran(start, tmp_path, kept_bytes=1000)
    result, whole = open_result(tmp_path), open_result(folder)
    assert result.spec.kept == ("nuisance",)
    found, wanted = (one.bands("reliance", versus_first=True) for one in (result, whole))
    assert not found.is_exact
    # Quantiles of few runs lie between two of them; the grid gives the lower one.
    runs = np.sort(whole.merged().difference("reliance", arm="policy"), axis=0)
    assert np.allclose(found.quantiles[2], runs[2], rtol=0.005)
    assert np.allclose(found.mean, wanted.mean, atol=1e-5)


def test_another_seed_or_policy_takes_nothing_from_the_parts_of_this_one(start, folder, tmp_path):
    other = Start(city=start.city, levers=some_levers(), parameters=start.parameters, seed=4, text=start.text)
    assert ran(other, tmp_path).merged.spec.key != open_result(folder).spec.key


def test_a_damaged_result_is_not_read(start, tmp_path):
    ran(start, tmp_path, runs=2)
    contents = bytearray((tmp_path / "bands.npz").read_bytes())
    contents[len(contents) // 2] ^= 1
    (tmp_path / "bands.npz").write_bytes(contents)
    with pytest.raises(OtherResultError):
        open_result(tmp_path).bands("nuisance")
    for part in tmp_path.glob("parts/*/*.part"):
        part.unlink()
    with pytest.raises(MissingRunsError):
        open_result(tmp_path).merged()


@pytest.mark.parametrize("contents", ["", "{}", '{"format": 99}', "[]"])
def test_a_folder_with_something_else_is_told_so(tmp_path, contents):
    (tmp_path / "manifest.json").write_text(contents)
    with pytest.raises(OtherResultError):
        open_result(tmp_path)


def test_what_a_run_does_not_give_is_refused_before_anything_runs(start, tmp_path):
    with pytest.raises(UnknownQuantityError):
        ran(start, tmp_path, per_run=("happiness",))
    assert list(tmp_path.iterdir()) == []


def test_an_out_that_is_a_file_gets_a_clear_error(start, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(PartFolderError):
        ran(start, tmp_path / "out", runs=1)


def test_engines_go_by_name(monkeypatch):
    assert engine_named("local", workers=2) == LocalPool(workers=2)
    assert workers_here() >= 1
    with pytest.raises(UnknownEngineError, match="'dask'"):
        engine_named("dsk", workers=2)
    with pytest.raises(RunsValueError):
        engine_named("local", workers=0)

    def missing(name):
        raise ModuleNotFoundError(name="distributed")

    monkeypatch.setattr(scenario_engines.importlib, "import_module", missing)
    with pytest.raises(EngineMissingError, match=r"veerkracht\[dask\]"):
        engine_named("dask", workers=2)


@pytest.mark.slow
def test_a_scenario_is_run_from_the_command_line_and_again_without_computing(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(example_text("social_first"), "utf-8")
    command = ["scenario", "run", str(file), "--runs", "2", "--engine", "here", "--out", str(tmp_path / "out")]
    first, again = (CliRunner().invoke(cli, command, catch_exceptions=False) for _ in range(2))
    assert first.exit_code == again.exit_code == 0
    assert "2 doorrekeningen" in first.stdout
    assert "2 daarvan waren er al" in again.stdout
    english = CliRunner().invoke(cli, ["--taal", "en", *command], catch_exceptions=False)
    assert "2 of these were there already" in english.stdout
    assert open_result(tmp_path / "out").spec.runs == 2
