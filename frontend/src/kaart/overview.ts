/** The whole country from one coarse tile, drawn on a plain canvas: it stands before the map library has started. */

import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import type { PMTiles } from "pmtiles";
import type { Bounds } from "./geometry.js";
import { AREAS } from "./layers.js";
import { frameOf, mercatorY } from "./sketch.js";
import type { Paint } from "./view.js";

/** So coarse that a country lies in one or two tiles; a tile holds 4096 steps, which is finer than a screen. */
const ZOOM = 5;

/** A tile that has come in, and its place. */
export interface OverviewTile {
  x: number;
  y: number;
  tile: VectorTile;
}

/** Return the coarse tiles that cover some bounds. */
export async function overviewTiles(archive: PMTiles, bounds: Bounds): Promise<OverviewTile[]> {
  const [west, south, east, north] = bounds;
  const column = (longitude: number) => Math.floor(((longitude + 180) / 360) * 2 ** ZOOM);
  const row = (latitude: number) => Math.floor((0.5 - mercatorY(latitude) / (2 * Math.PI)) * 2 ** ZOOM);
  const wanted: Promise<OverviewTile | null>[] = [];
  for (let x = column(west); x <= column(east); x++) {
    for (let y = row(north); y <= row(south); y++) {
      wanted.push(
        archive.getZxy(ZOOM, x, y).then((found) => (found ? { x, y, tile: new VectorTile(new PbfReader(found.data)) } : null)),
      );
    }
  }
  return (await Promise.all(wanted)).filter((one): one is OverviewTile => one !== null);
}

/** Draw the areas of tiles as the map will show them, without borders or patterns; true if there was anything. */
export function sketchTiles(
  canvas: HTMLCanvasElement,
  tiles: readonly OverviewTile[],
  bounds: Bounds,
  paint: Paint,
  idOf: string,
): boolean {
  const frame = frameOf(canvas, bounds);
  if (!frame) return false;
  const { pen, x, y } = frame;
  let drawn = 0;
  for (const one of tiles) {
    const layer = one.tile.layers[AREAS];
    if (!layer) continue;
    const step = (2 * Math.PI) / 2 ** ZOOM / layer.extent;
    const left = (one.x * 2 * Math.PI) / 2 ** ZOOM - Math.PI;
    const top = Math.PI - (one.y * 2 * Math.PI) / 2 ** ZOOM;
    for (let at = 0; at < layer.length; at++) {
      const feature = layer.feature(at);
      pen.beginPath();
      for (const ring of feature.loadGeometry()) {
        for (const [place, point] of ring.entries()) {
          const [across, down] = [x(left + point.x * step), y(top - point.y * step)];
          if (place === 0) pen.moveTo(across, down);
          else pen.lineTo(across, down);
        }
        pen.closePath();
      }
      const colour = paint.colours[Number(feature.properties[idOf])];
      if (!colour) continue;
      pen.fillStyle = colour;
      pen.fill("evenodd");
      drawn += 1;
    }
  }
  return drawn > 0;
}
