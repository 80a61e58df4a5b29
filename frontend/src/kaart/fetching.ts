/** Asking the server: JSON that is checked for what we need, and pieces of page. */

import type { AreaColumns, Atlas, Figure, Shapes } from "./contract.js";
import { withQuery } from "./state.js";

/** The server did not give what was asked; the page says so in the person's own language. */
export class FetchFailed extends Error {
  readonly address: string;

  constructor(address: string, why: string) {
    super(`${address}: ${why}`);
    this.name = "FetchFailed";
    this.address = address;
  }
}

async function answer(address: string, asked: RequestInit): Promise<Response> {
  let found: Response;
  try {
    found = await fetch(address, { credentials: "same-origin", ...asked });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new FetchFailed(address, String(error));
  }
  if (!found.ok) throw new FetchFailed(address, `status ${found.status}`);
  return found;
}

async function json<T>(address: string, isWhole: (found: T) => boolean): Promise<T> {
  // without headers of our own, so that what the page fetched ahead is used
  const found = await answer(address, {});
  let body: T;
  try {
    body = (await found.json()) as T;
  } catch (error) {
    throw new FetchFailed(address, String(error));
  }
  if (!isWhole(body)) throw new FetchFailed(address, "not the expected content");
  return body;
}

/** Return the atlas of a year; null is the latest. */
export function fetchAtlas(address: string, year: number | null): Promise<Atlas> {
  const full = year === null ? address : withQuery(address, `jaar=${year}`);
  return json<Atlas>(full, (found) => Array.isArray(found.areas?.codes) && Array.isArray(found.maps));
}

/** A map by its number, as measured or (asked for as `r1`) beside the average of the gemeente. */
export interface MapWish {
  number: number;
  relative: boolean;
}

/** Return one map of an atlas of which the maps are fetched one at a time. */
export function fetchMap(template: string, wish: MapWish, year: number | null): Promise<AreaColumns> {
  const address = template.replace("{number}", `${wish.relative ? "r" : ""}${wish.number}`);
  const full = year === null ? address : withQuery(address, `jaar=${year}`);
  return json<AreaColumns>(full, (found) => Array.isArray(found.classes));
}

/** Return the figures to filter by. */
export function fetchFigures(address: string, year: number | null): Promise<Figure[]> {
  return json<Figure[]>(year === null ? address : withQuery(address, `jaar=${year}`), Array.isArray);
}

export function fetchShapes(address: string): Promise<Shapes> {
  return json<Shapes>(address, (found) => Array.isArray(found.features));
}

/** Return where areas lie, for tiles do not tell: longitude and latitude by position. */
export async function fetchPlaces(address: string): Promise<([number, number] | null)[]> {
  type Places = { centres?: ([number, number] | null)[] };
  return (await json<Places>(address, (found) => Array.isArray(found.centres))).centres ?? [];
}

/** Return a piece of page: what stands in its `main` if the server sent a whole page. */
export async function fetchPiece(address: string, signal: AbortSignal): Promise<Node[]> {
  const found = await answer(address, { headers: { Accept: "text/html", "X-Requested-With": "vk-kaart" }, signal });
  const page = new DOMParser().parseFromString(await found.text(), "text/html");
  const from = page.querySelector("[data-vk-panel]") ?? page.querySelector("main") ?? page.body;
  return [...from.childNodes].map((node) => document.importNode(node, true));
}
