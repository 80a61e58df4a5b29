/** A quick picture of the areas on a plain canvas, which stands until the real map is drawn over it. */

import type { AreaShape, Ring } from "./contract.js";
import type { Bounds } from "./geometry.js";
import { inkOf, UNSURE } from "./patterns.js";
import { type Paint, PATTERNS } from "./view.js";

const PADDING = 28;
const BORDER = "#FBFAF6";

/** A pen, and where radians of the Mercator projection fall on the canvas. */
export interface Frame {
  pen: CanvasRenderingContext2D;
  x: (radians: number) => number;
  y: (radians: number) => number;
}

/** Make a canvas ready to draw bounds in, with the same projection and room around them as the map will have. */
export function frameOf(canvas: HTMLCanvasElement, bounds: Bounds): Frame | null {
  const density = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const [west, south, east, north] = bounds;
  const [left, right] = [mercatorX(west), mercatorX(east)];
  const [bottom, top] = [mercatorY(south), mercatorY(north)];
  const room = (size: number) => Math.max(size - 2 * PADDING, 1);
  const scale = Math.min(room(width) / (right - left), room(height) / (top - bottom));
  pen.scale(density, density);
  return {
    pen,
    x: (radians) => width / 2 + (radians - (left + right) / 2) * scale,
    y: (radians) => height / 2 - (radians - (bottom + top) / 2) * scale,
  };
}

/** Draw the areas as the map will show them. */
export function sketch(canvas: HTMLCanvasElement, shapes: readonly AreaShape[], bounds: Bounds, paint: Paint): void {
  const frame = frameOf(canvas, bounds);
  if (!frame) return;
  const { pen } = frame;
  const x = (degrees: number) => frame.x(mercatorX(degrees));
  const y = (degrees: number) => frame.y(mercatorY(degrees));
  pen.lineWidth = 1;
  pen.lineJoin = "round";
  pen.strokeStyle = BORDER;
  const inks = new Map<string, CanvasPattern | null>();
  const lay = (name: string): void => {
    const ink = inks.get(name) ?? inkOf(pen, name);
    inks.set(name, ink);
    if (!ink) return;
    pen.fillStyle = ink;
    pen.fill("evenodd");
  };
  for (const shape of shapes) {
    pen.beginPath();
    for (const ring of ringsOf(shape)) {
      for (const [at, point] of ring.entries()) {
        if (at === 0) pen.moveTo(x(point[0]), y(point[1]));
        else pen.lineTo(x(point[0]), y(point[1]));
      }
      pen.closePath();
    }
    pen.fillStyle = paint.colours[shape.id] ?? BORDER;
    pen.fill("evenodd");
    const pattern = paint.patterns[shape.id] ?? 0;
    if (pattern) lay(PATTERNS[pattern] ?? "none");
    if (paint.unsure[shape.id]) lay(UNSURE);
    pen.stroke();
  }
}

function ringsOf(shape: AreaShape): Ring[] {
  const geometry = shape.geometry;
  if (!geometry) return [];
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

export function mercatorX(longitude: number): number {
  return (longitude * Math.PI) / 180;
}

export function mercatorY(latitude: number): number {
  return Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
}
