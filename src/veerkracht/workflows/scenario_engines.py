"""Which engine computes: chosen by name, loaded only when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Final

from veerkracht.engines.contract import Engine, InThisProcess
from veerkracht.engines.local import LocalPool
from veerkracht.errors.ensemble import EngineMissingError, UnknownEngineError

if TYPE_CHECKING:
    from veerkracht.engines.dask_cluster import DaskCluster

HERE: Final = "here"
LOCAL: Final = "local"
DASK: Final = "dask"
ENGINES: Final = (LOCAL, DASK, HERE)


def workers_here() -> int:
    """Return how many processes this one may use at the same time."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def engine_named(name: str, *, workers: int, scheduler: str = "") -> Engine:
    """Return an engine.

    Args:
        name: one of `ENGINES`.
        workers: processes on this computer.
        scheduler: address of a scheduler of Dask that runs already; empty for processes here.

    Raises:
        UnknownEngineError: if there is no engine of that name.
        EngineMissingError: if it needs a package that is not installed.
        RunsValueError: if the number of workers makes no sense.
    """
    if name == LOCAL:
        return LocalPool(workers=workers)
    if name == HERE:
        return InThisProcess()
    if name != DASK:
        raise UnknownEngineError(name, available=ENGINES)
    try:
        module = importlib.import_module("veerkracht.engines.dask_cluster")
    except ModuleNotFoundError as error:
        raise EngineMissingError(name, package=error.name or "distributed", extra="dask") from error
    cluster: type[DaskCluster] = module.DaskCluster
    return cluster(workers=workers, scheduler=scheduler)
