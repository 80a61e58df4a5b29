/** The patterns that lie over a colour, so that a map survives a grey copier: drawn as pixels, repeated by the map. */

import { PATTERNS } from "./view.js";

interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}
type Colour = readonly [number, number, number, number];

const INK: Colour = [31, 42, 51, 150];
const PALE: Colour = [85, 97, 107, 120];
const THIN: Colour = [31, 42, 51, 95];

export const UNSURE = "onzeker";

/** Return each pattern by name, at twice the density of the screen. */
export function drawnPatterns(): [string, Pixels][] {
  return [
    ["dots", dots(16, 2.6, INK)],
    ["hatch", hatch(12, 2.2, 1, INK)],
    ["back-hatch", hatch(12, 2.2, -1, INK)],
    ["cross", merged(hatch(14, 1.8, 1, INK), hatch(14, 1.8, -1, INK))],
    ["missing", dots(14, 1.5, PALE)],
    [UNSURE, hatch(16, 1.4, -1, THIN)],
  ];
}

/** Return the number under which the paint of an area names a pattern. */
export function patternNumber(name: string): number {
  return (PATTERNS as readonly string[]).indexOf(name);
}

/** Return a pattern as ink for a pen on a plain canvas, or nothing where the browser gives none. */
export function inkOf(pen: CanvasRenderingContext2D, name: string): CanvasPattern | null {
  const found = drawnPatterns().find(([one]) => one === name)?.[1];
  if (!found) return null;
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [found.width, found.height];
  tile.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(found.data), found.width), 0, 0);
  const ink = pen.createPattern(tile, "repeat");
  ink?.setTransform(new DOMMatrix().scale(0.5));
  return ink;
}

function paint(size: number, ink: Colour, cover: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const share = Math.min(Math.max(cover(x + 0.5, y + 0.5), 0), 1);
      data.set([ink[0], ink[1], ink[2], ink[3] * share], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}

function hatch(size: number, width: number, slope: 1 | -1, ink: Colour): Pixels {
  return paint(size, ink, (x, y) => {
    const along = (((x + slope * y) % size) + size) % size;
    const distance = Math.min(along, size - along) / Math.SQRT2;
    return width / 2 - distance + 0.5;
  });
}

function dots(size: number, radius: number, ink: Colour): Pixels {
  const centres = [size / 4, (3 * size) / 4];
  return paint(size, ink, (x, y) =>
    Math.max(...centres.map((centre) => radius - Math.hypot(x - centre, y - centre) + 0.5)),
  );
}

function merged(first: Pixels, second: Pixels): Pixels {
  const data = first.data.map((one, at) => Math.max(one, second.data[at] ?? 0));
  return { ...first, data };
}
