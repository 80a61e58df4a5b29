/** The polygons: GeoJSON for a city, vector tiles for the country. */

import { PMTiles, Protocol } from "pmtiles";
import type { Shapes } from "./contract.js";
import { fetchPlaces, fetchShapes } from "./fetching.js";
import type { Bounds, Point } from "./geometry.js";
import type { Ground } from "./layers.js";
import { numbered } from "./model.js";
import { GEMEENTEN, type OverviewTile, overviewTiles } from "./overview.js";
import type { Links } from "./screen.js";

const MANY = 5000;
/** European Netherlands, with the islands. */
export const COUNTRY: Bounds = [3.3, 50.72, 7.25, 53.58];

/** What has come in: shapes, or tiles with the places of the areas. */
export interface Loaded {
  shapes: Shapes | null;
  places: readonly (Point | null)[];
  /** The coarse picture of a country, or nothing: the map itself comes anyhow. */
  overview: Promise<OverviewTile[]>;
  tiles: (library: typeof import("maplibre-gl"), count: number) => Ground;
}

/** Return the polygons that the page names. */
export async function loadGround(links: Links): Promise<Loaded> {
  if (!links.tiles) {
    const shapes = await fetchShapes(links.shapes);
    return { shapes, places: [], overview: Promise.resolve([]), tiles: () => ({ source: { type: "vector", tiles: [] }, sourceLayer: "areas", isDense: false, gemeenten: null }) };
  }
  const address = new URL(links.tiles, location.href).href;
  const url = `pmtiles://${address}`;
  const places = links.places ? fetchPlaces(links.places) : Promise.resolve([]);
  const archive = new PMTiles(address);
  const overview = overviewTiles(archive, COUNTRY).catch(() => []);
  let gemeenten: string | null = null;
  void overview.then((found) => {
    if (found.some((one) => one.tile.layers[GEMEENTEN])) gemeenten = GEMEENTEN;
  });
  return {
    shapes: null,
    places: await places,
    overview,
    tiles: (library, count) => {
      const protocol = new Protocol();
      // the same archive, so that what it knows of itself is not fetched twice
      protocol.add(archive);
      library.addProtocol("pmtiles", protocol.tile);
      return { source: { type: "vector", url, promoteId: { areas: links.tilesId } }, sourceLayer: "areas", isDense: count > MANY, gemeenten };
    },
  };
}

/** Return the shapes with ids that are positions in the atlas. */
export function groundOf(loaded: Loaded, codes: readonly string[]): Shapes {
  return numbered(loaded.shapes ?? { type: "FeatureCollection", features: [] }, codes);
}
