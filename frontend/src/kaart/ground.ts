/** The polygons: GeoJSON for a city, vector tiles for the country. */

import type { Shapes } from "./contract.js";
import { fetchPlaces, fetchShapes } from "./fetching.js";
import type { Point } from "./geometry.js";
import type { Ground } from "./layers.js";
import { numbered } from "./model.js";
import type { Links } from "./screen.js";

const MANY = 5000;

/** What has come in: shapes, or tiles with the places of the areas. */
export interface Loaded {
  shapes: Shapes | null;
  places: readonly (Point | null)[];
  tiles: (library: typeof import("maplibre-gl"), count: number) => Ground;
}

/** Return the polygons that the page names. */
export async function loadGround(links: Links): Promise<Loaded> {
  if (!links.tiles) {
    const shapes = await fetchShapes(links.shapes);
    return { shapes, places: [], tiles: () => ({ source: { type: "vector", tiles: [] }, sourceLayer: "areas", isDense: false }) };
  }
  const [{ Protocol }, places] = await Promise.all([
    import("pmtiles"),
    links.places ? fetchPlaces(links.places) : Promise.resolve([]),
  ]);
  const url = `pmtiles://${new URL(links.tiles, location.href).href}`;
  return {
    shapes: null,
    places,
    tiles: (library, count) => {
      library.addProtocol("pmtiles", new Protocol().tile);
      return { source: { type: "vector", url, promoteId: { areas: links.tilesId } }, sourceLayer: "areas", isDense: count > MANY };
    },
  };
}

/** Return the shapes with ids that are positions in the atlas. */
export function groundOf(loaded: Loaded, codes: readonly string[]): Shapes {
  return numbered(loaded.shapes ?? { type: "FeatureCollection", features: [] }, codes);
}
