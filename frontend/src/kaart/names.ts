/** Names of the large gemeenten on a map of the country: without them nobody knows where he looks. */

import type * as GeoJSON from "geojson";
import type { AtlasAreas, Level } from "./contract.js";
import type { Point } from "./geometry.js";

/** A gemeente by name, and the area near its middle. */
export interface PlaceName {
  name: string;
  place: Point;
}

/** Return the gemeenten, the largest by residents first.
 *
 * Of smaller areas the name stands at the one nearest to where the residents of its gemeente are on average.
 */
export function placeNames(areas: AtlasAreas, level: Level, places: readonly (Point | null)[]): PlaceName[] {
  const groups = new Map<string, { size: number; x: number; y: number; rows: number[] }>();
  areas.codes.forEach((_, at) => {
    const name = level === "gemeente" ? areas.names[at] : areas.gemeenten[at];
    const place = places[at];
    if (!name || !place) return;
    const size = Math.max(areas.inhabitants[at] ?? 0, 1);
    const group = groups.get(name) ?? { size: 0, x: 0, y: 0, rows: [] };
    group.size += size;
    group.x += place[0] * size;
    group.y += place[1] * size;
    group.rows.push(at);
    groups.set(name, group);
  });
  const sorted = [...groups].sort((one, other) => other[1].size - one[1].size);
  return sorted.map(([name, { size, x, y, rows }]) => ({ name, place: nearest([x / size, y / size], rows, places) }));
}

function nearest(to: Point, rows: readonly number[], places: readonly (Point | null)[]): Point {
  let [found, least] = [to, Infinity];
  for (const row of rows) {
    const place = places[row];
    if (!place) continue;
    const distance = (place[0] - to[0]) ** 2 * 0.38 + (place[1] - to[1]) ** 2;
    if (distance < least) [found, least] = [place, distance];
  }
  return found;
}

/** Return what the map writes: the gemeenten by size, and the smaller areas themselves for who looks from nearby. */
export function namesOnMap(
  names: readonly PlaceName[],
  areas: AtlasAreas,
  level: Level,
  places: readonly (Point | null)[],
): GeoJSON.FeatureCollection {
  const gemeenten = names.map((one, rank) => point({ kind: "gemeente_name", name: one.name, rank }, one.place));
  const own = level === "gemeente" ? [] : places.flatMap((place, at) => (place ? [point({ kind: "area_name", name: areas.names[at] ?? "" }, place)] : []));
  return { type: "FeatureCollection", features: [...gemeenten, ...own] };
}

function point(properties: Record<string, string | number>, coordinates: Point): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates } };
}
