/** The atlas of each year as it comes in, its areas always in the order of the drawn shapes. */

import { type AreaColumns, type Atlas, type AtlasMap, inOrderOf, type Shapes } from "./contract.js";
import { fetchAtlas, fetchFigures, fetchMap, type MapWish } from "./fetching.js";
import type { Links } from "./screen.js";

/** What has been fetched; the first atlas that comes in sets the order of the areas. */
export class Model {
  readonly #links: Links;
  readonly #kept = new Map<number | null, Promise<Atlas>>();
  #codes: readonly string[] | null = null;

  constructor(links: Links) {
    this.#links = links;
  }

  /** Return the atlas of a year with the maps asked for complete; null is the latest year.
   *
   * A fetch that failed is not kept, so that trying again tries again.
   */
  async atlas(year: number | null, maps: readonly MapWish[]): Promise<Atlas> {
    const asked = this.#kept.get(year) ?? this.#fetch(year);
    this.#kept.set(year, asked);
    try {
      const found = await asked;
      await Promise.all(maps.map((wish) => this.#complete(found, wish, year)));
      return found;
    } catch (error) {
      this.#kept.delete(year);
      throw error;
    }
  }

  /** Fetch the figures to filter by, where the atlas came without them; true if they are new. */
  async figures(atlas: Atlas, year: number | null): Promise<boolean> {
    if (!this.#links.figures || atlas.figures.length) return false;
    const figures = await fetchFigures(this.#links.figures, year);
    atlas.figures = inOrderOf({ ...atlas, maps: [], relative: [], figures }, this.#codes ?? []).figures;
    return atlas.figures.length > 0;
  }

  async #fetch(year: number | null): Promise<Atlas> {
    const found = await fetchAtlas(this.#links.atlas, year);
    this.#codes ??= found.areas.codes;
    return inOrderOf(found, this.#codes);
  }

  /** Fetch the columns of a map where the atlas holds its words only. */
  async #complete(atlas: Atlas, wish: MapWish, year: number | null): Promise<void> {
    if (!this.#links.map) return;
    const held: Partial<AreaColumns>[] = wish.relative ? atlas.relative : atlas.maps.filter((one) => one.available);
    const at = wish.relative
      ? atlas.relative.findIndex((one) => one.map === wish.number)
      : held.findIndex((one) => (one as AtlasMap).number === wish.number);
    const map = held[at];
    if (!map || map.classes) return;
    // the same object is completed, so that every holder of this atlas sees it
    Object.assign(map, await fetchMap(this.#links.map, wish, year));
  }
}

/** Give each shape the position of its area in the atlas as id; shapes of other areas are left out. */
export function numbered(shapes: Shapes, codes: readonly string[]): Shapes {
  const place = new Map(codes.map((code, at) => [code, at]));
  const features = shapes.features.flatMap((one) => {
    const id = place.get(one.properties.code);
    return id === undefined ? [] : [{ ...one, id }];
  });
  return { ...shapes, features };
}
