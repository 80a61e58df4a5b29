/** What the server sends: the atlas of one place at one level, and the shapes of its areas. */

import type * as GeoJSON from "geojson";

export type Lang = "nl" | "en";
export type Level = "buurt" | "wijk" | "gemeente";
export type PatternName = "none" | "dots" | "hatch" | "back-hatch" | "cross";
export type Cell = number | null;

export const LEVELS: readonly Level[] = ["gemeente", "wijk", "buurt"];

export interface LegendClass {
  code: string;
  name: string;
  explanation: string;
  colour: string;
  pattern: PatternName;
  count: number;
}

/** The words on the axes of a focuskaart: rows of the grid and its columns, each from low to high. */
export interface LegendGrid {
  rows: string;
  columns: string;
  low: string;
  high: string;
}

export interface Legend {
  sentence: string;
  classes: LegendClass[];
  steps?: number[];
  missing: { colour: string; name: string; count: number };
  uncertain?: { name: string; explanation: string };
  grid?: LegendGrid | null;
}

export interface Source {
  name: string;
  years?: string;
  url?: string;
  retrieved?: string | null;
  modelled?: boolean;
  licence?: string;
}

/** What a map says about each area; absent where the maps are fetched one at a time. */
export interface AreaColumns {
  values: Cell[];
  low: Cell[];
  high: Cell[];
  classes: number[];
  chance: Cell[];
  probabilities: (Cell[] | null)[];
  unsure: boolean[];
  reasons: number[];
  reason_texts: string[];
}

export interface MapHead {
  number: number;
  code: string;
  kind: "level" | "change" | "focus" | "veerkracht" | "signalering";
  title: string;
  question: string;
  available: true;
  level: Level;
  period: string;
  unit: string;
  decimals: number;
  better: string;
  legend: Legend;
  notes: string[];
  sources: Source[];
}

export type AtlasMap = MapHead & Partial<AreaColumns>;
export type FullMap = MapHead & AreaColumns;

export interface AbsentMap {
  number: number;
  code: string;
  title: string;
  question?: string;
  available: false;
  reason: string;
  /** The level on which it can be made. */
  elsewhere?: Level | null;
}

/** A map that lays each area beside the average of its own gemeente; what it does not say is that of map `map`. */
export type RelativeMap = Partial<FullMap> & { map: number; loaded?: boolean };

export interface Figure {
  code: string;
  name: string;
  unit: string;
  decimals: number;
  period: string;
  values: Cell[];
}

export interface AtlasAreas {
  codes: string[];
  names: string[];
  wijken: (string | null)[];
  gemeenten: (string | null)[];
  inhabitants: Cell[];
  corporation: Cell[];
}

export interface Atlas {
  version: string;
  taal: Lang;
  level: Level;
  place: { code: string; name: string; fictitious: boolean };
  until: number | null;
  years: number[];
  areas: AtlasAreas;
  maps: (AtlasMap | AbsentMap)[];
  relative: RelativeMap[];
  figures: Figure[];
}

export interface AreaShape {
  type: "Feature";
  id: number;
  properties: { code: string; name: string };
  geometry: Polygon | MultiPolygon | null;
}
export type Ring = [number, number][];
export interface Polygon {
  type: "Polygon";
  coordinates: Ring[];
}
export interface MultiPolygon {
  type: "MultiPolygon";
  coordinates: Ring[][];
}

/** What lies around and between the areas; `kind` says what. */
export type ContextKind = "outline" | "wijk_border" | "wijk_name" | "neighbour";

export interface Shapes {
  type: "FeatureCollection";
  features: AreaShape[];
  context?: GeoJSON.FeatureCollection<GeoJSON.Geometry, { kind: ContextKind; name?: string }>;
}

export function isFull(map: AtlasMap): map is FullMap {
  return Array.isArray(map.classes);
}

/** Return the map with this number if the data carry it. */
export function findMap(atlas: Atlas, number: number): AtlasMap | null {
  const found = atlas.maps.find((one) => one.number === number);
  return found?.available ? found : null;
}

/** Return the map of the same matter beside the average of the gemeente: map 8 for map 7, otherwise `relative`. */
export function relativeOf(atlas: Atlas, number: number): AtlasMap | null {
  if (number === 7 || number === 8) return findMap(atlas, 8);
  const base = findMap(atlas, number);
  const found = atlas.relative.find((one) => one.map === number);
  if (!base || !found) return null;
  const { classes, ...words } = base;
  return { ...words, ...found, number: base.number, available: true };
}

/** Return the atlas with its areas in the order of `codes`, so that positions stay those of the drawn shapes. */
export function inOrderOf(atlas: Atlas, codes: readonly string[]): Atlas {
  const own = atlas.areas.codes;
  if (own.length === codes.length && own.every((code, at) => code === codes[at])) return atlas;
  const place = new Map(own.map((code, at) => [code, at]));
  const rows = codes.map((code) => place.get(code) ?? -1);
  const pick = <T>(values: readonly T[], missing: T): T[] =>
    rows.map((row) => (row < 0 ? missing : (values[row] as T)));
  const columns = <M extends Partial<AreaColumns>>(map: M): M => {
    if (!map.classes) return map;
    return {
      ...map,
      classes: pick(map.classes, -1),
      values: pick(map.values ?? [], null),
      low: pick(map.low ?? [], null),
      high: pick(map.high ?? [], null),
      chance: pick(map.chance ?? [], null),
      probabilities: pick(map.probabilities ?? [], null),
      unsure: pick(map.unsure ?? [], false),
      reasons: pick(map.reasons ?? [], -1),
    };
  };
  const areas = atlas.areas;
  return {
    ...atlas,
    areas: {
      codes: [...codes],
      names: rows.map((row, at) => areas.names[row] ?? codes[at] ?? ""),
      wijken: pick(areas.wijken, null),
      gemeenten: pick(areas.gemeenten, null),
      inhabitants: pick(areas.inhabitants, null),
      corporation: pick(areas.corporation, null),
    },
    maps: atlas.maps.map((map) => (map.available ? columns(map) : map)),
    relative: atlas.relative.map(columns),
    figures: atlas.figures.map((one) => ({ ...one, values: pick(one.values, null) })),
  };
}
