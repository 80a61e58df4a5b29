"""Version 1 of the API: its addresses, each twice, of the open data and of a trajectory."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.params.functions import Path as PathOf
from ninja.params.functions import Query as QueryOf

from veerkracht.errors.api import UnknownParameterError
from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.api import figures_out, schemas
from veerkracht.web.api.answers import JSON, fresh
from veerkracht.web.api.guard import VERSION, for_callers, for_trajectory
from veerkracht.web.api.problems import NOT_FOUND, TITLES, problem, problem_of
from veerkracht.web.api.scope import Scope, asked_scope
from veerkracht.web.api.tokens import trajectories_of
from veerkracht.web.jobs.models import Job
from veerkracht.web.kaart.place import language
from veerkracht.web.workspace.access import roles_on
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act, may

api = NinjaAPI(
    title="Veerkracht",
    version=VERSION,
    description="Cijfers over veerkracht van buurten, wijken en gemeenten. / Figures on the resilience of areas.",
    urls_namespace="api_v1",
    docs_url=None,
    openapi_url=None,
)
MOST_JOBS = 100
_CODE = r"^[A-Za-z0-9_.-]{1,80}$"
_ACTS: dict[str, Act] = {}
"""Which right an address of a trajectory takes, by its name."""

Answer = Callable[..., HttpResponse]


def _serve(
    path: str,
    answer: Answer,
    *,
    name: str,
    summary: str,
    response: type[Schema],
    query: type[Schema] | None = None,
    act: Act = Act.KAART_VIEW,
    part: tuple[str, Any] | None = None,
) -> None:
    """Put an answer under two addresses: of the open data, and of a trajectory.

    Args:
        path: behind the version.
        answer: takes the request, its scope, the query and what the address holds.
        name: of the address, for links and for programs.
        summary: what one gets.
        response: form of the answer.
        query: what may stand behind the question mark; None for nothing.
        act: which right it takes on a trajectory.
        part: name and type of what the address holds.
    """
    tag = "open"
    _register(path, answer, name=name, summary=summary, response=response, query=query, part=part, tag=tag)
    _ACTS[f"trajectory_{name}"] = act
    _register(
        "/trajectories/{uuid:trajectory_id}" + path,
        answer,
        name=f"trajectory_{name}",
        summary=f"{summary} (trajectory)",
        response=response,
        query=query,
        part=part,
        tag="trajectory",
    )


def _register(
    path: str,
    answer: Answer,
    *,
    name: str,
    summary: str,
    response: type[Schema],
    query: type[Schema] | None,
    part: tuple[str, Any] | None,
    tag: str,
) -> None:
    known = [] if query is None else [one.alias or key for key, one in query.model_fields.items()]

    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        parts.pop("trajectory_id", None)
        for sent in request.GET:
            if sent not in known:
                raise UnknownParameterError(sent, known=known)
        return answer(request, asked_scope(request), **parts)

    view.__signature__ = _signature(query, part, of_trajectory=tag == "trajectory")  # type: ignore[attr-defined]
    view.__doc__ = answer.__doc__
    api.get(
        path,
        response={200: response},
        url_name=name,
        operation_id=name,
        summary=summary,
        description=(answer.__doc__ or "").split("\n", 1)[0],
        tags=[tag],
        by_alias=True,
    )(view)


def _signature(query: type[Schema] | None, part: tuple[str, Any] | None, *, of_trajectory: bool) -> inspect.Signature:
    """Return the signature from which ninja reads what a request may hold."""
    kind = inspect.Parameter.KEYWORD_ONLY
    found = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)]
    if of_trajectory:
        found.append(inspect.Parameter("trajectory_id", kind, annotation=UUID))
    if part is not None:
        found.append(inspect.Parameter(part[0], kind, annotation=part[1], default=_path(part[1])))
    if query is not None:
        found.append(inspect.Parameter("query", kind, annotation=query, default=QueryOf(...)))
    return inspect.Signature(found)


def _path(kind: Any) -> Any:
    return PathOf(..., ge=1, le=9) if kind is int else PathOf(..., pattern=_CODE)


_OF = figures_out
_TEXT, _NUMBER = ("code", str), ("number", int)
_serve("/areas", _OF.areas, name="areas", summary="Areas", response=schemas.AreaPage, query=schemas.AreaQuery)
_serve("/areas/{code}", _OF.area, name="area", summary="One area", response=schemas.Area, part=_TEXT)
_serve(
    "/indicators",
    _OF.indicators,
    name="indicators",
    summary="Indicators",
    response=schemas.IndicatorPage,
    query=schemas.IndicatorQuery,
)
_serve(
    "/indicators/{code}",
    _OF.indicator,
    name="indicator",
    summary="One indicator",
    response=schemas.Indicator,
    part=_TEXT,
)
_serve("/values", _OF.values, name="values", summary="Figures", response=schemas.ValuePage, query=schemas.ValueQuery)
_serve("/maps", _OF.maps, name="maps", summary="The nine maps", response=schemas.MapPage, query=schemas.MapQuery)
_serve(
    "/maps/{number}/classes",
    _OF.classes,
    name="classes",
    summary="Classes of a map, with chances",
    response=schemas.ClassPage,
    query=schemas.ClassQuery,
    part=_NUMBER,
)
_serve(
    "/forecasts",
    _OF.forecasts,
    name="forecasts",
    summary="Forecasts, with intervals",
    response=schemas.ForecastPage,
    query=schemas.PlaceQuery,
)
_serve(
    "/designs",
    _OF.designs,
    name="designs",
    summary="Index designs",
    response=schemas.DesignPage,
    query=schemas.PageQuery,
)
_serve(
    "/designs/{code}", _OF.design, name="design", summary="One index design", response=schemas.WholeDesign, part=_TEXT
)
_serve(
    "/designs/{code}/scores",
    _OF.scores,
    name="scores",
    summary="Scores and ranks of a design, with intervals",
    response=schemas.ScorePage,
    query=schemas.ScoreQuery,
    part=_TEXT,
)


@api.get(
    "/trajectories",
    response=schemas.TrajectoryList,
    url_name="trajectories",
    operation_id="trajectories",
    summary="Trajectories on which one has a role",
    tags=["trajectory"],
    by_alias=True,
)
def trajectories(request: HttpRequest) -> HttpResponse:
    """Return the trajectories that this caller may read."""
    caller = asked_scope(request).caller
    mine = [] if caller.user is None else [one for one in trajectories_of(caller.user) if caller.reaches(one)]
    found = [one for one in mine if caller.user is not None and may(roles_on(caller.user, one), Act.KAART_VIEW)]
    return fresh({"items": [_trajectory(request, one) for one in found], "total": len(found)})


@api.get(
    "/trajectories/{uuid:trajectory_id}",
    response=schemas.Trajectory,
    url_name="trajectory",
    operation_id="trajectory",
    summary="One trajectory",
    tags=["trajectory"],
    by_alias=True,
)
def trajectory(request: HttpRequest, trajectory_id: UUID) -> HttpResponse:
    """Return one trajectory."""
    return fresh(_trajectory(request, _own(asked_scope(request))))


@api.get(
    "/trajectories/{uuid:trajectory_id}/jobs",
    response=schemas.JobList,
    url_name="trajectory_jobs",
    operation_id="trajectory_jobs",
    summary="Long work of a trajectory, the newest first",
    tags=["trajectory"],
    by_alias=True,
)
def jobs(request: HttpRequest, trajectory_id: UUID) -> HttpResponse:
    """Return the latest jobs of a trajectory."""
    found = Job.objects.filter(trajectory=_own(asked_scope(request)))
    return fresh({"items": [_job(one) for one in found[:MOST_JOBS]], "total": found.count()})


@api.get(
    "/trajectories/{uuid:trajectory_id}/jobs/{uuid:job_id}",
    response=schemas.Job,
    url_name="trajectory_job",
    operation_id="trajectory_job",
    summary="How far one piece of long work is",
    tags=["trajectory"],
    by_alias=True,
)
def job(request: HttpRequest, trajectory_id: UUID, job_id: UUID) -> HttpResponse:
    """Return one job."""
    found = Job.objects.filter(pk=job_id, trajectory=_own(asked_scope(request))).first()
    if found is None:
        raise Http404
    return fresh(_job(found))


_ACTS |= {"trajectory": Act.TRAJECTORY_VIEW, "trajectory_jobs": Act.JOB_VIEW, "trajectory_job": Act.JOB_VIEW}
_NEVER_OPEN = {"trajectories"}


def guarded_urls() -> list[URLPattern]:
    """Return the addresses, each behind its door."""
    found = []
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern) or pattern.callback is None or pattern.name == "api-root":
            continue
        name = pattern.name or ""
        view = _reading(pattern.callback)
        door = (
            for_trajectory(view, act=_ACTS[name])
            if name in _ACTS
            else for_callers(view, is_open=name not in _NEVER_OPEN)
        )
        found.append(URLPattern(pattern.pattern, door, pattern.default_args, name))
    return found


def _reading(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view that also takes HEAD: Django leaves out the body."""

    def read(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        asked, request.method = request.method, "GET"
        try:
            return view(request, **parts)
        finally:
            request.method = asked

    return read


def _own(scope: Scope) -> Trajectory:
    if scope.trajectory is None:
        raise Http404
    return scope.trajectory


def _trajectory(request: HttpRequest, one: Trajectory) -> dict[str, Any]:
    parts = {"trajectory_id": one.pk}
    addresses = {
        "self": reverse("api:api_v1:trajectory", kwargs=parts),
        "areas": reverse("api:api_v1:trajectory_areas", kwargs=parts),
        "maps": reverse("api:api_v1:trajectory_maps", kwargs=parts),
        "features": reverse("api:ogc_trajectory", kwargs=parts),
    }
    return {
        "id": str(one.pk),
        "name": one.name,
        "organisation": one.organisation.name,
        "gemeenten": list(one.gemeenten),
        "state": one.state,
        "start": None if one.start is None else one.start.isoformat(),
        "end": None if one.end is None else one.end.isoformat(),
        "links": [
            {"rel": rel, "href": request.build_absolute_uri(address), "type": JSON}
            for rel, address in addresses.items()
        ],
    }


def _job(one: Job) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "state": one.state,
        "share": one.share,
        "step": one.doing(language()),
        "failure": one.failure(language()),
        "created": one.created.isoformat(),
        "started": None if one.started is None else one.started.isoformat(),
        "ended": None if one.ended is None else one.ended.isoformat(),
    }


@api.exception_handler(VeerkrachtError)
def _ours(request: HttpRequest, error: VeerkrachtError) -> HttpResponse:
    return problem_of(request, error)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, 404, detail=NOT_FOUND.say(language()))


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: list[dict[str, Any]] = []
    for one in error.errors:
        whole: dict[str, Any] = dict(one)
        place = [str(part) for part in whole["loc"]]
        errors.append(
            {"in": place[0], "location": {"name": place[-1]}, "code": str(whole["type"]), "detail": str(whole["msg"])}
        )
    if errors and all(one["in"] == "path" for one in errors):
        return problem(request, 404, detail=NOT_FOUND.say(language()))
    said = "; ".join(f"{one['location']['name']}: {one['detail']}" for one in errors)
    return problem(
        request, 400, detail=f"{TITLES[400].say(language())}: {said}", kind="urn:veerkracht:validation", errors=errors
    )
