"""What each address of the API answers, for the country and for a trajectory alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from veerkracht.errors.api import QueryError
from veerkracht.errors.data import MissingIndicatorError
from veerkracht.facts.areas import Level
from veerkracht.web.api.answers import JSON, Listing, listing, one
from veerkracht.web.api.designs import designs_of, standard_of
from veerkracht.web.api.problems import OTHER_FORM, problem
from veerkracht.web.api.waiting import wait_for
from veerkracht.web.kaart.place import Place, language
from veerkracht.web.kaart.preparing import has_figures
from veerkracht.web.kaart.state import KaartState
from veerkracht.workflows.atlas_store import HEAD, part_name
from veerkracht.workflows.serving_areas import area_items, choose_areas, grid_of, indicator_item
from veerkracht.workflows.serving_maps import class_items, forecast_items, map_head
from veerkracht.workflows.serving_ranks import (
    design_item,
    design_json,
    design_toml,
    score_items,
    workshop_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.index.design import IndexDesign
    from veerkracht.web.api import schemas
    from veerkracht.web.api.scope import Scope
    from veerkracht.workflows.serving_areas import Chosen

T = TypeVar("T")

TOML = "application/toml"
_NUMBERS = range(1, 10)


def areas(request: HttpRequest, scope: Scope, query: schemas.AreaQuery) -> HttpResponse:
    """Return areas."""

    def make() -> Listing:
        found = area_items(scope.country, _chosen(scope, query, code=query.code, text=query.q))
        return Listing(items=_page(found, query), total=len(found))

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def area(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    """Return one area.

    Raises:
        Http404: if it is not there, or lies outside the trajectory.
    """
    level = {"BU": Level.BUURT, "WK": Level.WIJK, "GM": Level.GEMEENTE}.get(code[:2])
    if level is None:
        raise Http404
    found = area_items(scope.country, choose_areas(scope.country, level, within=scope.gemeenten, codes=[code]))
    if not found:
        raise Http404
    return one(request, scope, make=lambda: found[0])


def indicators(request: HttpRequest, scope: Scope, query: schemas.IndicatorQuery) -> HttpResponse:
    """Return the catalogue."""

    def make() -> Listing:
        wanted = [each for each in scope.country.catalogue if query.theme in {None, each.theme.value}]
        return Listing(items=[indicator_item(each) for each in _page(wanted, query)], total=len(wanted))

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def indicator(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    """Return one line of the catalogue.

    Raises:
        Http404: if there is no such indicator.
    """
    if code not in scope.country.catalogue:
        raise Http404
    return one(request, scope, make=lambda: indicator_item(scope.country.catalogue[code]))


def values(request: HttpRequest, scope: Scope, query: schemas.ValueQuery) -> HttpResponse:
    """Return figures.

    Raises:
        QueryError: if an indicator is not there.
    """
    first, _, last = (query.period or "").partition("-")
    codes = list(dict.fromkeys(query.indicator.split(",")))
    try:
        for code in codes:
            scope.country.catalogue[code]
    except MissingIndicatorError as error:
        raise QueryError(
            "indicator",
            value=error.facts.get("code", query.indicator),
            right_nl="codes uit /indicators",
            right_en="codes from /indicators",
        ) from None

    def make() -> Listing:
        grid = grid_of(
            scope.country,
            _chosen(scope, query, code=query.code, text=query.q),
            indicators=codes,
            first=int(first) if first else None,
            last=int(last or first) if first else None,
        )
        return Listing(items=grid.items(start=query.offset, count=query.limit, taal=language()), total=grid.total)

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def maps(request: HttpRequest, scope: Scope, query: schemas.MapQuery) -> HttpResponse:
    """Return the nine maps."""

    def make() -> Listing:
        head = _atlas(scope, query, part=HEAD)
        found = [map_head(each) for each in head["maps"]]
        about = {"level": head["level"], "until": head["until"]}
        return Listing(items=_page(found, query), total=len(found), about=about)

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def classes(request: HttpRequest, scope: Scope, query: schemas.ClassQuery, number: int) -> HttpResponse:
    """Return what one map says of every area.

    Raises:
        Http404: if there is no map of this number.
    """
    if number not in _NUMBERS:
        raise Http404

    def make() -> Listing:
        head, found = _atlas(scope, query, part=HEAD), _atlas(scope, query, part=part_name(number))
        if not found["available"]:
            return Listing(items=[], total=0, about={"map": map_head(found)})
        items = list(class_items(head, found, kept=_rows(scope, query, head)))
        if query.class_ is not None:
            items = [each for each in items if each["class"] == query.class_]
        return Listing(items=_page(items, query), total=len(items), about={"map": map_head(found)})

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def forecasts(request: HttpRequest, scope: Scope, query: schemas.PlaceQuery) -> HttpResponse:
    """Return what is expected."""
    _check_ready(scope, Level(query.level), gemeente=_place(scope, query))

    def make() -> Listing:
        level, country = Level(query.level), scope.country
        about, items = forecast_items(country, level=level, gemeenten=scope.gemeenten, folder=scope.folder)
        gemeente = _gemeente(scope, query)
        if gemeente:
            codes = {c.areas.codes[row] for c in _chosen(scope, query, code=None, text=None) for row in c.rows}
            items = [each for each in items if each["area"] in codes]
        return Listing(items=_page(items, query), total=len(items), about=about)

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def designs(request: HttpRequest, scope: Scope, query: schemas.PageQuery) -> HttpResponse:
    """Return the index designs."""
    found, standard = list(designs_of(scope.trajectory).values()), standard_of(scope.trajectory)

    def make() -> Listing:
        items = [{**design_item(each), "isStandard": each.code == standard} for each in _page(found, query)]
        return Listing(items=items, total=len(found))

    # Versions come while the figures stay as they are.
    now = (len(found), standard)
    return listing(request, scope, make=make, limit=query.limit, offset=query.offset, now=now)


def design(request: HttpRequest, scope: Scope, code: str) -> HttpResponse:
    """Return one index design with every choice and its reason, as JSON or TOML."""
    found = _design(scope, code)
    form = request.get_preferred_type([JSON, TOML])
    if form is None:
        return problem(request, 406, detail=OTHER_FORM.say(language()))
    if form == TOML:
        return HttpResponse(
            design_toml(found),
            content_type=f"{TOML}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{found.code}.toml"'},
        )
    is_standard = found.code == standard_of(scope.trajectory)
    whole = {**design_item(found), "isStandard": is_standard, "design": design_json(found)}
    return one(request, scope, make=lambda: whole, now=is_standard)


def scores(request: HttpRequest, scope: Scope, query: schemas.ScoreQuery, code: str) -> HttpResponse:
    """Return scores and ranks of a design; in a trajectory among the areas of one gemeente, else of the country."""
    found = _design(scope, code)
    level, gemeente = Level(query.level), _gemeente(scope, query)
    among = "" if scope.trajectory is None or level is Level.GEMEENTE else gemeente or scope.gemeenten[0]

    def make() -> Listing:
        workshop = workshop_of(scope.country, key=scope.key, folder=scope.figures.derived / "werkbank")
        about, items = score_items(workshop, found, level=level, gemeente=among, period=query.period or "")
        if gemeente and not among:
            codes = {c.areas.codes[row] for c in _chosen(scope, query, code=None, text=None) for row in c.rows}
            items = [each for each in items if each["area"] in codes]
        return Listing(items=_page(items, query), total=len(items), about=about)

    return listing(request, scope, make=make, limit=query.limit, offset=query.offset)


def atlas_place(scope: Scope, gemeente: str) -> Place:
    """Return the place of which the maps are made: a gemeente of the trajectory, or the country."""
    return Place(figures=scope.figures, gemeente=gemeente or None, trajectory=scope.trajectory)


def check_ready(scope: Scope, level: Level, *, gemeente: str) -> None:
    """Return if the maps of a place are made; else have them made.

    Raises:
        NotReadyError, NotMadeError: if they are not; it says when to ask again.
    """
    _check_ready(scope, level, gemeente=gemeente)


def _check_ready(scope: Scope, level: Level, *, gemeente: str) -> None:
    place, state = atlas_place(scope, gemeente), KaartState(level=level)
    if scope.figures.store.is_made(gemeente=place.within(level), level=level, taal=language()):
        return
    if not has_figures(place, state):
        return  # what comes next says that nothing is stored
    raise wait_for(place, state, by=scope.caller.user)


def _atlas(scope: Scope, query: schemas.MapQuery, *, part: str) -> Any:
    level, gemeente = Level(query.level), _place(scope, query)
    _check_ready(scope, level, gemeente=gemeente)
    place = atlas_place(scope, gemeente)
    found = scope.figures.store.get(
        gemeente=place.within(level), level=level, taal=language(), until=query.until, part=part
    )
    return found.json()


def _place(scope: Scope, query: schemas.PlaceQuery) -> str:
    """Return the gemeente of which maps are made; empty for the country."""
    if scope.trajectory is None:
        return ""
    return _gemeente(scope, query) or (scope.gemeenten[0] if scope.gemeenten else "")


def _rows(scope: Scope, query: schemas.PlaceQuery, head: dict[str, Any]) -> list[int] | None:
    """Return the rows of an atlas of the country that lie in the gemeente that is asked for; None for all."""
    codes = head["areas"]["codes"]
    if scope.trajectory is not None and Level(query.level) is Level.GEMEENTE:
        return [row for row, code in enumerate(codes) if code in scope.gemeenten]
    gemeente = _gemeente(scope, query) if scope.trajectory is None else ""
    return [row for row, code in enumerate(codes) if code[2:6] == gemeente[2:]] if gemeente else None


def _gemeente(scope: Scope, query: schemas.PlaceQuery) -> str:
    """Return the gemeente that is asked for; empty for all.

    Raises:
        QueryError: if it is not one of the trajectory.
    """
    asked = query.gemeente or ""
    if asked and scope.trajectory is not None and asked not in scope.gemeenten:
        known = ", ".join(scope.gemeenten)
        raise QueryError("gemeente", value=asked, right_nl=f"een van {known}", right_en=f"one of {known}")
    return asked


def _chosen(scope: Scope, query: schemas.PlaceQuery, *, code: str | None, text: str | None) -> tuple[Chosen, ...]:
    return choose_areas(
        scope.country,
        Level(query.level),
        within=scope.gemeenten,
        gemeente=_gemeente(scope, query),
        codes=code.split(",") if code else (),
        text=text or "",
    )


def _design(scope: Scope, code: str) -> IndexDesign:
    found = designs_of(scope.trajectory).get(code)
    if found is None:
        raise Http404
    return found


def _page(found: Sequence[T], query: schemas.PageQuery) -> Sequence[T]:
    return found[query.offset : query.offset + query.limit]
