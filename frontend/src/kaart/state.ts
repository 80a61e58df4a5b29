/** What is on screen, as the query of the page: the server reads the same words. */

import type { Level } from "./contract.js";
import { LEVELS } from "./contract.js";
import { type Filter, parseFilter, printFilter } from "./filter.js";

export type Wijze = "absoluut" | "relatief";

/** The choices of a person on the page.
 *
 * `jaar` null is the latest; `klasse` is the class whose chance is shown, null shows the classes; `gebied` is the
 * chosen area and `met` the one that it is compared with.
 */
export interface State {
  kaart: number;
  niveau: Level;
  jaar: number | null;
  wijze: Wijze;
  klasse: string | null;
  gebied: string | null;
  met: string | null;
  filter: Filter;
}

export const KEYS = ["kaart", "niveau", "jaar", "wijze", "klasse", "gebied", "met", "filter"] as const;
const AREA = /^(GM|WK|BU)[0-9]{4,8}$/;
const CLASS = /^[a-z0-9_]{1,60}$/;

/** Return the state that a query says; what it does not say, or says wrongly, is that of `start`. */
export function parseState(query: string, start: State): State {
  const found = new URLSearchParams(query);
  const kaart = Number(found.get("kaart"));
  const level = found.get("niveau");
  const year = Number(found.get("jaar"));
  const wijze = found.get("wijze");
  const filter = found.get("filter");
  return {
    kaart: Number.isInteger(kaart) && kaart >= 1 && kaart <= 9 ? kaart : start.kaart,
    niveau: LEVELS.find((one) => one === level) ?? start.niveau,
    jaar: Number.isInteger(year) && year >= 1900 && year <= 2100 ? year : start.jaar,
    wijze: wijze === "relatief" || wijze === "absoluut" ? wijze : start.wijze,
    klasse: matching(found.get("klasse"), CLASS) ?? start.klasse,
    gebied: matching(found.get("gebied"), AREA) ?? start.gebied,
    met: matching(found.get("met"), AREA) ?? start.met,
    filter: filter === null ? start.filter : parseFilter(filter),
  };
}

/** Return the query for a state, with the other words of `query` kept (language, organisation). */
export function printState(state: State, query: string): string {
  const others = [...new URLSearchParams(query)].filter(([key]) => !(KEYS as readonly string[]).includes(key));
  const pairs: [string, string][] = [
    ["kaart", String(state.kaart)],
    ["niveau", state.niveau],
  ];
  if (state.jaar !== null) pairs.push(["jaar", String(state.jaar)]);
  if (state.wijze !== "absoluut") pairs.push(["wijze", state.wijze]);
  if (state.klasse !== null) pairs.push(["klasse", state.klasse]);
  if (state.gebied !== null) pairs.push(["gebied", state.gebied]);
  if (state.met !== null) pairs.push(["met", state.met]);
  if (state.filter.length > 0) pairs.push(["filter", printFilter(state.filter)]);
  return [...pairs, ...others].map(([key, value]) => `${encode(key)}=${encode(value)}`).join("&");
}

/** Return an address with words added to its query. */
export function withQuery(address: string, query: string): string {
  if (!query) return address;
  return address + (address.includes("?") ? "&" : "?") + query;
}

// a colon and a semicolon may stand in a query as they are, and people read these links
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%3B", ";");
}

function matching(text: string | null, pattern: RegExp): string | null {
  return text !== null && pattern.test(text) ? text : null;
}
