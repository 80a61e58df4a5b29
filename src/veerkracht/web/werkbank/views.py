"""The page of the werkbank, and what its script asks while somebody turns a slider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from veerkracht.errors.data import DataError
from veerkracht.errors.design import DesignError, UnknownDesignError
from veerkracht.errors.own_tables import OwnStoreError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.errors.werkbank import WerkbankError
from veerkracht.facts.areas import Level
from veerkracht.web.datasets.reading import country_for
from veerkracht.web.werkbank.benches import is_ready
from veerkracht.web.werkbank.designs import designs_of
from veerkracht.web.werkbank.drawing import plate_of
from veerkracht.web.werkbank.preparing import making, standing
from veerkracht.web.werkbank.rows_out import rows_out
from veerkracht.web.werkbank.state import LEVELS, read_place
from veerkracht.web.werkbank.table import CANNOT, Table, from_address, from_form, language, message_of, open_table
from veerkracht.web.werkbank.tree import NO_EFFECT, candidates_of
from veerkracht.web.workspace.access import of_trajectory
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Trajectory

NOT_THERE = (DataError, WerkbankError, DesignError, WarehouseError, OwnStoreError)


@never_cache
@of_trajectory(Act.WERKBANK_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def werkbank(request: HttpRequest, trajectory: Trajectory) -> HttpResponseBase:
    """Show the werkbank; without scripts its form comes back here and leads to the address of that choice."""
    data = request.POST if request.method == "POST" else request.GET
    try:
        wanted = read_place(data).level
        if request.method != "POST" and "nu" not in data and not is_ready(request.user, trajectory, level=wanted):
            return making(request, trajectory)
        table = open_table(request, trajectory, data)
    except UnknownDesignError as error:
        return render(request, "werkbank/empty.html", {"message": error.message(language())}, status=404)
    except NOT_THERE as error:
        return render(request, "werkbank/empty.html", {"message": error.message(language())})
    problem = ""
    try:
        table = from_form(table, data) if request.method == "POST" else from_address(table, data)
        if request.method == "POST":
            table.bank.design(table.state.changes)
            return redirect(f"{request.path}?{table.state.query()}")
    except CANNOT as error:
        problem = message_of(error)
    shown = _page(request, table, problem)
    # A design that cannot be carried out on these figures is nobody's wrong question; a change that cannot be is.
    wrong = problem or (shown["problem"] and table.is_changed)
    return render(request, "werkbank/werkbank.html", shown, status=400 if wrong else 200)


@never_cache
@of_trajectory(Act.WERKBANK_VIEW)
@require_safe
def ready(request: HttpRequest, trajectory: Trajectory) -> JsonResponse:
    """Tell how far the figures of the werkbank are."""
    return standing(request, trajectory)


@of_trajectory(Act.WERKBANK_VIEW)
@require_POST
def answer(request: HttpRequest, trajectory: Trajectory) -> JsonResponse:
    """Answer a change in the form of the page: at first the places alone, and when asked again all the rest."""
    data = request.POST
    try:
        table = from_form(open_table(request, trajectory, data), data)
        if data.get("stap") == "plaatsen":
            return JsonResponse(_listing(request, table.short, data))
        return _rest(request, table, data)
    except (*CANNOT, WarehouseError, OwnStoreError) as error:
        return JsonResponse({"error": message_of(error)}, status=400)


def _listing(request: HttpRequest, found: dict[str, Any], data: QueryDict) -> dict[str, Any]:
    """Return the list as plain values, which the script writes in the rows of the page; `lijst` asks for the table."""
    html = {"ranking": render_to_string("werkbank/ranking.html", found, request)} if "lijst" in data else {}
    return {
        "query": found["query"],
        "html": html,
        **rows_out(found["listed"], state=found["state"], period=found["period"]),
    }


def _rest(request: HttpRequest, table: Table, data: QueryDict) -> JsonResponse:
    found = table.full
    listing = _listing(request, found, data)
    html = {name: render_to_string(f"werkbank/{name}.html", found, request) for name in ("change", "cautions", "trace")}
    if "boom" in data:
        shown = {**found, **_choosing(table, found["effects"])}
        html["tree"] = render_to_string("werkbank/tree.html", shown, request)
    effects = {
        code: [one.share, one.influence, one.share_length, one.influence_length, one.known]
        for code, one in found["effects"].items()
    }
    return JsonResponse(
        {
            **listing,
            "html": {**listing["html"], **html},
            "references": table.references,
            "unsure": found["listed"].unsure,
            "effects": effects,
            "said": _said(found),
        }
    )


def _said(found: dict[str, Any]) -> str:
    """Return what a screen reader says of a change."""
    first = next((row for row in found["listed"].rows if row.place is not None), None)
    if first is None:
        return _("Geen enkel gebied heeft nu een score.")
    change = found["change"]
    start = _("Nieuwe volgorde. Meeste druk: %(name)s.") % {"name": first.name}
    return f"{start} {change['text']}" if change else start


def _page(request: HttpRequest, table: Table, problem: str) -> dict[str, Any]:
    """Return what the template of the page shows; without a ranking if the choice cannot be carried out."""
    try:
        found = table.full
    except CANNOT as error:
        problem = problem or message_of(error)
        found = {"listed": None, "table": table, "state": table.state, "query": table.state.query(), "effects": {}}
    return {
        **found,
        **_choosing(table, found["effects"]),
        "problem": problem,
        "choice": table.choice,
        "design": table.choice.design,
        "design_name": table.choice.name(table.taal),
        "explanation": table.choice.design.explanation.say(table.taal),
        "designs": [(one, one.name(table.taal)) for one in designs_of(table.trajectory)],
        "levels": _levels(table),
        "when": _when(table),
        "answer": reverse("werkbank:answer", args=[table.trajectory.pk]),
        "plain": _address(table, ""),
        "data_version": country_for(request.user, table.trajectory).version,
        **_drawn(request, table, found["listed"]),
    }


def _choosing(table: Table, effects: dict[str, Any]) -> dict[str, Any]:
    bank = table.bank
    return {
        "root": table.tree(effects),
        "nodes": [(one.code, one.name.say(table.taal)) for one in bank.base.nodes],
        "candidates": candidates_of(bank, table.state.changes, taal=table.taal),
        "no_effect": NO_EFFECT,
    }


def _when(table: Table) -> dict[str, Any]:
    """Return which years there are to choose from, of the figures and for the scales, each as (word, is chosen)."""
    years = [str(one) for one in reversed(table.bank.periods)]
    shown = table.state.period or years[0]
    own, chosen = table.bank.base.reference, table.state.changes.reference
    others = dict.fromkeys(one for one in ("all", *table.references, chosen) if one and one != own)
    return {
        "periods": [("" if one == years[0] else one, one, one == shown) for one in years],
        "references": [(one, one == chosen) for one in others],
        "own_reference": own,
    }


def _levels(table: Table) -> list[dict[str, Any]]:
    names = {Level.BUURT: _("Buurten"), Level.WIJK: _("Wijken"), Level.GEMEENTE: _("Gemeenten")}
    return [
        {
            "name": names[one],
            "address": _address(table, table.state.query(level=one, area="")),
            "now": one is table.state.level,
        }
        for one in LEVELS
    ]


def _address(table: Table, query: str) -> str:
    address = reverse("werkbank:werkbank", args=[table.trajectory.pk])
    return f"{address}?{query}" if query else address


def _drawn(request: HttpRequest, table: Table, found: Any) -> dict[str, Any]:
    """Return the small map: of each area its outline, colour and name."""
    if found is None:
        return {"plate": None}
    warehouse = country_for(request.user, table.trajectory).warehouse
    plate = plate_of(warehouse, gemeente=table.gemeente, level=table.state.level)
    if plate is None:
        return {"plate": None}
    areas = table.bank.areas
    shown = [
        (row, code, areas.names[row], plate.outlines[code], found.colours[row], found.unsure[row])
        for row, code in enumerate(areas.codes)
        if code in plate.outlines
    ]
    return {"plate": plate, "outlines": shown}
