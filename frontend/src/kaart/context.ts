/** Borders and names around the areas: those that the server sends, or else what the shapes themselves tell. */

import type * as GeoJSON from "geojson";
import type { AtlasAreas, Level, Shapes } from "./contract.js";
import { groupBorders, groupCentres, type Point } from "./geometry.js";

/** Return what is drawn around the areas, with the name of each area for who looks from nearby. */
export function contextOf(
  shapes: Shapes,
  areas: AtlasAreas,
  level: Level,
  places: readonly (Point | null)[],
): GeoJSON.FeatureCollection {
  const names = places.flatMap((place, at) => (place ? [named("area_name", areas.names[at] ?? "", place)] : []));
  if (level !== "buurt") for (const one of names) if (one.properties) one.properties.kind = "wijk_name";
  if (shapes.context) return { type: "FeatureCollection", features: [...shapes.context.features, ...names] };
  const borders = groupBorders(shapes.features, (id) => areas.wijken[id] ?? null);
  const wijken = level === "buurt" ? groupCentres(places, areas.wijken) : new Map<string, Point>();
  return {
    type: "FeatureCollection",
    features: [
      lines("outline", borders.around),
      lines("wijk_border", borders.between),
      ...[...wijken].map(([name, place]) => named("wijk_name", name, place)),
      ...names,
    ],
  };
}

function lines(kind: string, coordinates: [Point, Point][]): GeoJSON.Feature {
  return { type: "Feature", properties: { kind }, geometry: { type: "MultiLineString", coordinates } };
}

function named(kind: string, name: string, place: Point): GeoJSON.Feature {
  return { type: "Feature", properties: { kind, name }, geometry: { type: "Point", coordinates: place } };
}
