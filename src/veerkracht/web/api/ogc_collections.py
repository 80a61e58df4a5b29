"""The collections of OGC API Features: areas of three sizes, and for a trajectory each of its maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.http import Http404

from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.web.api.figures_out import atlas_place, check_ready
from veerkracht.web.kaart.place import language
from veerkracht.workflows.atlas_store import HEAD, part_name
from veerkracht.workflows.serving_areas import area_items, choose_areas
from veerkracht.workflows.serving_features import polygons_of
from veerkracht.workflows.serving_maps import class_items

if TYPE_CHECKING:
    from veerkracht.web.api.ogc_query import Wanted
    from veerkracht.web.api.scope import Scope
    from veerkracht.workflows.serving_features import Polygons

PLURAL = {Level.BUURT: "buurten", Level.WIJK: "wijken", Level.GEMEENTE: "gemeenten"}
# A trajectory has the maps of its own areas; those of gemeenten are maps of the whole country.
_WITH_MAPS = (Level.BUURT, Level.WIJK)
_TITLES = {
    Level.BUURT: Bilingual("Buurten", "Neighbourhoods (buurten)"),
    Level.WIJK: Bilingual("Wijken", "Districts (wijken)"),
    Level.GEMEENTE: Bilingual("Gemeenten", "Municipalities (gemeenten)"),
}
AREA_PROPERTIES = ("code", "name", "wijk", "wijkName", "gemeente", "gemeenteName")
MAP_PROPERTIES = (*AREA_PROPERTIES, "class", "className")
_MAPS = {
    1: Bilingual("Bewoners die minder zelfredzaam zijn", "Residents with low self-reliance"),
    2: Bilingual("Ontwikkeling van die bewoners", "Development of those residents"),
    3: Bilingual("Overlast en onveiligheid", "Nuisance and insecurity"),
    4: Bilingual("Ontwikkeling van overlast en onveiligheid", "Development of nuisance and insecurity"),
    5: Bilingual("Woningen van corporaties", "Dwellings of corporations"),
    6: Bilingual("Focuskaart", "Focus map"),
    7: Bilingual("Veerkrachtkaart", "Resilience map"),
    8: Bilingual("Veerkrachtkaart, vergeleken met de gemeente", "Resilience map beside the municipality"),
    9: Bilingual("Signaleringskaart", "Early-warning map"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One collection.

    Attributes:
        code: in addresses.
        level: of the areas.
        number: of the map whose classes it holds; None for areas alone.
    """

    code: str
    level: Level
    number: int | None = None

    @property
    def title(self) -> str:
        """Its name, in the language of the reader."""
        level = _TITLES[self.level].say(language())
        return level if self.number is None else f"{_MAPS[self.number].say(language())} ({level.lower()})"

    @property
    def properties(self) -> tuple[str, ...]:
        """Names by which its features can be chosen."""
        return AREA_PROPERTIES if self.number is None else MAP_PROPERTIES


def collections_of(scope: Scope) -> tuple[Collection, ...]:
    """Return the collections that a scope has."""
    areas = tuple(Collection(code=PLURAL[level], level=level) for level in PLURAL)
    if scope.trajectory is None:
        return areas
    maps = tuple(
        Collection(code=f"kaart-{number}-{PLURAL[level]}", level=level, number=number)
        for level in _WITH_MAPS
        for number in _MAPS
    )
    return (*areas, *maps)


def collection_of(scope: Scope, code: str) -> Collection:
    """Return one collection.

    Raises:
        Http404: if it is not there.
    """
    found = next((one for one in collections_of(scope) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def polygons_in(scope: Scope, level: Level) -> tuple[Polygons, ...]:
    """Return the polygons of a level: of the country, or of each gemeente of a trajectory.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    found = []
    for gemeente in scope.gemeenten or ("",):
        try:
            found.append(polygons_of(scope.figures.warehouse, level, within=gemeente))
        except (NothingStoredError, NoBoundariesError, UnknownAreaError):
            continue
    return tuple(found)


def features_of(scope: Scope, collection: Collection, wanted: Wanted) -> tuple[list[dict[str, Any]], int]:
    """Return the features that are asked for, and how many there are in all.

    Raises:
        NotReadyError: if the map is still being made.
        WarehouseError: if the stored data cannot be read.
    """
    features: list[dict[str, Any]] = []
    total = 0
    for polygons in polygons_in(scope, collection.level):
        areas = polygons.areas
        year = areas.year or 0
        if year and not wanted.at(date(year, 1, 1), date(year, 12, 31)):
            continue
        inside = range(len(areas)) if wanted.box is None else polygons.inside(wanted.box).tolist()
        said = _properties(scope, collection, polygons)
        rows = [row for row in inside if _is_meant(said[row], wanted.equal)]
        start = max(0, wanted.offset - total)
        kept = rows[start : start + wanted.limit - len(features)] if len(features) < wanted.limit else []
        total += len(rows)
        features += [
            {"type": "Feature", "id": areas.codes[row], "geometry": geometry, "properties": said[row]}
            for row, geometry in zip(kept, polygons.geometries(kept, crs=wanted.crs), strict=True)
        ]
    return features, total


def feature_of(scope: Scope, collection: Collection, code: str, *, crs: str) -> dict[str, Any]:
    """Return one feature.

    Raises:
        Http404: if it is not there.
        NotReadyError: if the map is still being made.
        WarehouseError: if the stored data cannot be read.
    """
    for polygons in polygons_in(scope, collection.level):
        if code in polygons.areas:
            row = polygons.areas.row(code)
            said = _properties(scope, collection, polygons)
            geometry = polygons.geometries([row], crs=crs)[0]
            return {"type": "Feature", "id": code, "geometry": geometry, "properties": said[row]}
    raise Http404


def extent_of(scope: Scope, level: Level) -> dict[str, Any] | None:
    """Return where and when the features of a level lie; None if there are none.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    found = [one for one in polygons_in(scope, level) if any(shape is not None for shape in one.boundaries.geometry)]
    if not found:
        return None
    boxes = np.array([one.extent() for one in found])
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    years = [one.areas.year for one in found if one.areas.year is not None]
    interval = [[f"{min(years)}-01-01T00:00:00Z", f"{max(years)}-12-31T23:59:59Z"]] if years else [[None, None]]
    return {
        "spatial": {
            "bbox": [[round(float(one), 6) for one in (west, south, east, north)]],
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        },
        "temporal": {"interval": interval, "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"},
    }


def _is_meant(said: dict[str, Any], equal: Mapping[str, str]) -> bool:
    return all(str(said.get(name)) == value for name, value in equal.items())


def _properties(scope: Scope, collection: Collection, polygons: Polygons) -> list[dict[str, Any]]:
    """Return what is said of every area of a set of polygons, in order."""
    codes = polygons.areas.codes
    chosen = choose_areas(scope.country, collection.level, within=scope.gemeenten, codes=codes)
    known = {one["code"]: one for one in area_items(scope.country, chosen)}
    empty = dict.fromkeys(("level", "year", *AREA_PROPERTIES[2:]))
    areas = [known.get(code, {"code": code, "name": polygons.areas.name(code), **empty}) for code in codes]
    if collection.number is None:
        return areas
    classes = _classes(scope, collection, gemeente=f"GM{codes[0][2:6]}" if codes else "")
    return [{**area, **classes.get(area["code"], {})} for area in areas]


def _classes(scope: Scope, collection: Collection, *, gemeente: str) -> dict[str, dict[str, Any]]:
    """Return what a map says of each area, without values within values: a table of a map program is flat."""
    if collection.number is None:
        return {}
    check_ready(scope, collection.level, gemeente=gemeente)
    place = atlas_place(scope, gemeente)
    parts = [
        scope.figures.store.get(
            gemeente=place.within(collection.level), level=collection.level, taal=language(), part=part
        ).json()
        for part in (HEAD, part_name(collection.number))
    ]
    head, made = parts
    if not made["available"]:
        return {code: {"class": None, "className": None, "reason": made["reason"]} for code in head["areas"]["codes"]}
    colours = {one["code"]: one["colour"] for one in made["legend"]["classes"]}
    found = {}
    for one in class_items(head, made):
        one.pop("probabilities")
        one.pop("name")
        one["colour"] = colours.get(one["class"])
        one["period"] = made["period"]
        found[one.pop("area")] = one
    return found
