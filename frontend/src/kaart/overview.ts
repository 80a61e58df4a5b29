/** The whole country from one coarse tile, drawn on a plain canvas: it stands before the map library has started. */

import { VectorTile, type VectorTileLayer } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import type { PMTiles } from "pmtiles";
import type { Bounds } from "./geometry.js";
import { AREAS } from "./layers.js";
import type { PlaceName } from "./names.js";
import { inkOf } from "./patterns.js";
import { type Frame, frameOf, mercatorX, mercatorY } from "./sketch.js";
import { NO_FIGURE, PAPER, type Paint, PATTERNS } from "./view.js";

/** So coarse that a country lies in one tile; its 4096 steps are finer than a screen. */
const ZOOM = 4;
/** The layer of the gemeenten, in tiles of smaller areas. */
export const GEMEENTEN = "gemeenten";
const NAMES = 16;
const INK = "#1F2A33";

/** A tile that has come in, and its place. */
export interface OverviewTile {
  x: number;
  y: number;
  tile: VectorTile;
}

/** What is drawn of a country. */
export interface Overview {
  tiles: readonly OverviewTile[];
  /** The property that numbers the areas. */
  idOf: string;
  /** The gemeenten, the largest first. */
  names: readonly PlaceName[];
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

/** Draw the areas of tiles as the map will show them from afar; true if there was anything. */
export function sketchTiles(canvas: HTMLCanvasElement, overview: Overview, bounds: Bounds, paint: Paint): boolean {
  const frame = frameOf(canvas, bounds);
  if (!frame) return false;
  const { pen } = frame;
  let drawn = 0;
  for (const one of overview.tiles) {
    const gemeenten = one.tile.layers[GEMEENTEN];
    const land = gemeenten ? outlines(frame, one, gemeenten) : null;
    if (land) {
      pen.fillStyle = NO_FIGURE;
      pen.fill(land);
      pen.fillStyle = inkOf(pen, "missing") ?? NO_FIGURE;
      pen.fill(land);
    }
    const layer = one.tile.layers[AREAS];
    if (layer) drawn += fillAreas(frame, one, layer, { paint, idOf: overview.idOf, hasLand: land !== null });
    if (land) {
      pen.strokeStyle = "rgb(31 42 51 / 0.3)";
      pen.lineWidth = 0.5;
      pen.stroke(land);
    }
  }
  if (drawn) writeNames(frame, overview.names.slice(0, NAMES));
  return drawn > 0;
}

/** Return the lines of all features of a layer as one path. */
function outlines(frame: Frame, one: OverviewTile, layer: VectorTileLayer): Path2D {
  const path = new Path2D();
  for (let at = 0; at < layer.length; at++) trace(path, frame, one, layer, at);
  return path;
}

/** Fill the areas, all of one colour at once; return how many there were. */
function fillAreas(
  frame: Frame,
  one: OverviewTile,
  layer: VectorTileLayer,
  how: { paint: Paint; idOf: string; hasLand: boolean },
): number {
  const missing = PATTERNS.indexOf("missing");
  const paths = new Map<string, Path2D>();
  for (let at = 0; at < layer.length; at++) {
    const area = Number(layer.feature(at).properties[how.idOf]);
    const colour = how.paint.colours[area];
    if (!colour || (how.hasLand && how.paint.patterns[area] === missing)) continue;
    const path = paths.get(colour) ?? new Path2D();
    paths.set(colour, path);
    trace(path, frame, one, layer, at);
  }
  for (const [colour, path] of paths) {
    frame.pen.fillStyle = colour;
    frame.pen.fill(path, "evenodd");
  }
  return layer.length;
}

function trace(path: Path2D, frame: Frame, one: OverviewTile, layer: VectorTileLayer, at: number): void {
  const step = (2 * Math.PI) / 2 ** ZOOM / layer.extent;
  const left = (one.x * 2 * Math.PI) / 2 ** ZOOM - Math.PI;
  const top = Math.PI - (one.y * 2 * Math.PI) / 2 ** ZOOM;
  for (const ring of layer.feature(at).loadGeometry()) {
    ring.forEach((point, place) => {
      const [across, down] = [frame.x(left + point.x * step), frame.y(top - point.y * step)];
      if (place === 0) path.moveTo(across, down);
      else path.lineTo(across, down);
    });
    path.closePath();
  }
}

/** Write names where they do not cover one another; the largest gemeente goes first. */
function writeNames(frame: Frame, names: readonly PlaceName[]): void {
  const { pen } = frame;
  const taken: [number, number, number][] = [];
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3;
  names.forEach(({ name, place }, rank) => {
    pen.font = `${rank < 4 ? 14 : 12.5}px "Source Sans 3 Variable", "Source Sans 3", sans-serif`;
    const [x, y] = [frame.x(mercatorX(place[0])), frame.y(mercatorY(place[1]))];
    const half = pen.measureText(name).width / 2 + 4;
    if (taken.some(([other, height, room]) => Math.abs(y - height) < 20 && Math.abs(x - other) < half + room)) return;
    taken.push([x, y, half]);
    pen.strokeStyle = PAPER;
    pen.strokeText(name, x, y);
    pen.fillStyle = INK;
    pen.fillText(name, x, y);
  });
}
