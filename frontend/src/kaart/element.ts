/** `<vk-kaart>`: makes the server's map and table into one that can be questioned; without it the page still works. */

import type * as GeoJSON from "geojson";
import { contextOf } from "./context.js";
import type { Atlas, Lang, Shapes } from "./contract.js";
import { canDraw, Drawing } from "./drawing.js";
import { FetchFailed, type MapWish } from "./fetching.js";
import { apply, mapsOf } from "./filter.js";
import { boundsOf, centres, type Point } from "./geometry.js";
import { COUNTRY, groundOf, type Loaded, loadGround } from "./ground.js";
import { wishOf } from "./keys.js";
import { linksOf } from "./links.js";
import { Model } from "./model.js";
import { namesOnMap, type PlaceName, placeNames } from "./names.js";
import { sketchTiles } from "./overview.js";
import { Page } from "./page.js";
import { type Links, passingWords, positionOf, type Screen, summary } from "./screen.js";
import { sketch } from "./sketch.js";
import { parseState, printState, type State } from "./state.js";
import { Story } from "./story.js";
import { type Texts, textsFor } from "./texts.js";
import { paintOf, viewOf } from "./view.js";

let made = 0;

const START: State = {
  kaart: 7,
  niveau: "buurt",
  jaar: null,
  wijze: "absoluut",
  klasse: null,
  gebied: null,
  met: null,
  filter: [],
};

export class VkKaart extends HTMLElement {
  #lang: Lang = "nl";
  #texts: Texts = textsFor("nl");
  #links!: Links;
  #state: State = START;
  #model!: Model;
  #page!: Page;
  #drawing: Drawing | null = null;
  #atlas!: Atlas;
  #screen!: Screen;
  #shapes: Shapes = { type: "FeatureCollection", features: [] };
  #places: readonly (Point | null)[] = [];
  #names: readonly PlaceName[] = [];
  #current: number | null = null;
  #isComparing = false;
  #turn = 0;
  readonly #id = `vk-kaart-${++made}`;
  readonly #typed = { text: "", at: 0 };
  readonly #story = new Story(() => this.#render());

  connectedCallback(): void {
    if (this.#drawing) return;
    this.#lang = this.lang === "en" ? "en" : "nl";
    this.#texts = textsFor(this.#lang);
    this.#links = linksOf(this);
    this.#state = parseState(location.search, parseState(this.dataset.stateBase ?? "", START));
    void this.#start();
  }

  disconnectedCallback(): void {
    this.#drawing?.destroy();
    this.#drawing = null;
  }

  /** Fetch everything at once; the fixed map stays until the moving one can be drawn. */
  async #start(): Promise<void> {
    const began = performance.now();
    this.#model = new Model(this.#links);
    try {
      const [atlas, loaded] = await Promise.all([
        this.#model.atlas(this.#state.jaar, this.#needed(this.#state)),
        loadGround(this.#links),
      ]);
      this.#atlas = atlas;
      const absent = this.#settle();
      if (absent) await this.#model.atlas(this.#state.jaar, this.#needed(this.#state));
      this.#begin(loaded);
      this.#page.notice = absent;
      this.#look();
      this.#page.renderFirst(this.#screen, null);
      await this.#sketch(loaded);
      // asked only now: the answer takes a browser that draws in software a tenth of a second
      if (!canDraw()) {
        this.#page.undo();
        this.#notice(this.#texts.noWebgl);
        return;
      }
      this.#render();
      // the page has fetched the library already; starting it keeps the browser busy for half a second
      const { maplibre } = await import("./library.js");
      await this.#draw(maplibre, loaded);
    } catch (error) {
      if (!(error instanceof FetchFailed)) throw error;
      this.#notice(this.#texts.failed(this.#texts.theMap));
      return;
    }
    performance.measure("vk-map-ready", { start: 0, end: performance.now() });
    performance.measure("vk-map-ready-element", { start: began, end: performance.now() });
    this.#page.plate.isReady = true;
    this.#showChosen();
    this.#render();
    this.dispatchEvent(new CustomEvent("vk-kaart-ready", { bubbles: true }));
    await this.#figures();
  }

  /** Fetch the figures to filter by once the map is there: nobody waits for them to see it. */
  async #figures(): Promise<void> {
    try {
      if (!(await this.#model.figures(this.#atlas, this.#state.jaar))) return;
    } catch (error) {
      if (!(error instanceof FetchFailed)) throw error;
      return;
    }
    this.#look();
    this.#render();
    if (this.#state.filter.length) await this.#recolour();
  }

  /** Choose another map if the one asked for is not there; return what to say about it. */
  #settle(): string {
    const maps = this.#atlas.maps;
    const wanted = maps.find((one) => one.number === this.#state.kaart);
    if (wanted?.available) return "";
    const order = [7, 6, 3, 1, ...maps.map((one) => one.number)];
    const other = order.map((number) => maps.find((one) => one.number === number)).find((one) => one?.available);
    if (!other) return wanted?.reason ?? "";
    this.#state = { ...this.#state, kaart: other.number, klasse: null };
    return wanted ? this.#texts.otherMap(wanted.title, wanted.reason, other.title) : "";
  }

  #begin(loaded: Loaded): void {
    const areas = this.#atlas.areas;
    this.#shapes = groundOf(loaded, areas.codes);
    this.#places = loaded.shapes ? centres(this.#shapes.features, areas.codes.length) : loaded.places;
    if (!loaded.shapes) this.#names = placeNames(areas, this.#atlas.level, this.#places);
    this.#page = new Page(this, {
      onKey: (event) => this.#press(event),
      onFocus: () => this.#point(this.#current ?? positionOf({ atlas: this.#atlas }, this.#state.gebied)),
      onZoom: (step) => (step === 0 ? this.#drawing?.showAll() : this.#drawing?.zoom(step)),
    });
  }

  /** Draw the areas at once on a plain canvas: the map library needs a second more. */
  async #sketch(loaded: Loaded): Promise<void> {
    const view = this.#screen.view;
    const bounds = loaded.shapes ? boundsOf(this.#shapes.features) : COUNTRY;
    if (!bounds || !view) return;
    if (loaded.shapes) sketch(this.#page.sketch, this.#shapes.features, bounds, paintOf(view, this.#mask()));
    else {
      const tiles = await loaded.overview;
      const paint = paintOf(view, this.#mask());
      if (!sketchTiles(this.#page.sketch, { tiles, idOf: this.#links.tilesId, names: this.#names }, bounds, paint)) return;
    }
    this.#page.plate.isSketched = true;
    this.#page.renderPlate(this.#screen, null);
    await measureFirst();
  }

  /** Return which areas stand out, or null where nothing is filtered. */
  #mask(): Uint8Array | null {
    return this.#state.filter.length ? this.#screen.passing.passes : null;
  }

  async #draw(library: typeof import("maplibre-gl"), loaded: Loaded): Promise<void> {
    const { areas, level } = this.#atlas;
    const shapes = loaded.shapes ? this.#shapes : null;
    const { view } = this.#screen;
    this.#drawing = new Drawing(library, {
      container: this.#page.canvas,
      ground: shapes
        ? { source: { type: "geojson", data: shapes as GeoJSON.FeatureCollection, tolerance: 0.1 }, sourceLayer: null, isDense: false, gemeenten: null }
        : loaded.tiles(library, areas.codes.length),
      context: shapes ? contextOf(shapes, areas, level, this.#places) : namesOnMap(this.#names, areas, level, this.#places),
      bounds: (shapes ? boundsOf(shapes.features) : null) ?? COUNTRY,
      words: { ctrl: this.#texts.zoomCtrl, touch: this.#texts.zoomTouch },
      basemap: this.#links.basemap || null,
      onPoint: (area, at) => this.#hover(area, at),
      onPick: (area) => this.#pick(area, "pointer"),
      onMove: () => this.#moveLabel(null),
    });
    const nothing = { colours: [], patterns: new Uint8Array(), unsure: new Uint8Array() };
    await this.#drawing.start(view ? paintOf(view, this.#mask()) : nothing, () => void measureFirst());
  }

  /** Work out what is to be seen from the atlas and the choices. */
  #look(): void {
    this.#screen = {
      id: this.#id,
      lang: this.#lang,
      texts: this.#texts,
      atlas: this.#atlas,
      state: this.#state,
      view: viewOf(this.#atlas, this.#state),
      passing: apply(this.#state.filter, this.#atlas),
      links: this.#links,
      query: printState(this.#state, location.search),
      isComparing: this.#isComparing,
      unshaped: this.#atlas.areas.names.filter((_, at) => this.#places.length > 0 && !this.#places[at]),
      acts: {
        change: (part) => void this.#change(part),
        pick: (area, way) => this.#pick(area, way),
        close: () => this.#close(),
        comparing: (on) => this.#compare(on),
        say: (text) => this.#page.say(text),
        redraw: () => this.#render(),
      },
    };
  }

  #render(): void {
    this.#page.render(this.#screen, this.#story, this.#current);
  }

  async #change(part: Partial<State>): Promise<void> {
    performance.mark("vk-recolour-start");
    const turn = ++this.#turn;
    const wanted = { ...this.#state, ...part };
    let atlas: Atlas;
    try {
      atlas = await this.#model.atlas(wanted.jaar, this.#needed(wanted));
    } catch (error) {
      if (!(error instanceof FetchFailed)) throw error;
      this.#page.say(this.#texts.failed(this.#texts.theMap));
      this.#page.notice = this.#texts.failed(this.#texts.theMap);
      this.#render();
      return;
    }
    if (turn !== this.#turn) return;
    this.#page.notice = "";
    this.#state = wanted;
    this.#atlas = atlas;
    this.#look();
    history.replaceState(history.state, "", `?${this.#screen.query}${location.hash}`);
    this.#page.renderFirst(this.#screen, this.#current);
    await this.#recolour();
    performance.measure("vk-recolour", "vk-recolour-start");
    if (turn !== this.#turn) return;
    this.#render();
    this.#showChosen();
    this.#page.say(this.#said(part));
    await this.#figures();
  }

  async #recolour(): Promise<void> {
    const { view } = this.#screen;
    if (view) await this.#drawing?.recolour(paintOf(view, this.#mask()));
  }

  /** Return what a screen reader says after a change. */
  #said(part: Partial<State>): string {
    const { view } = this.#screen;
    if ("gebied" in part || "met" in part) return "";
    if ("filter" in part) return passingWords(this.#screen);
    return view ? `${view.map.title}. ${view.map.legend.sentence}` : "";
  }

  /** Return the maps that a state shows or filters by. */
  #needed(state: State): MapWish[] {
    const relative = state.wijze === "relatief" && state.kaart !== 8;
    const partner = state.kaart === 7 ? { number: 8, relative: false } : { number: state.kaart, relative: true };
    return [{ number: state.kaart, relative: false }, ...(relative ? [partner] : []), ...mapsOf(state.filter)];
  }

  #hover(area: number | null, at: { x: number; y: number }): void {
    if (area !== this.#current) this.#point(area);
    this.#moveLabel(area === null ? null : at);
  }

  /** Make an area the current one: marked on the map, its label beside it. */
  #point(area: number | null): void {
    this.#current = area;
    this.#drawing?.mark("hover", area);
    this.#page.renderPlate(this.#screen, area);
    this.#moveLabel(null);
  }

  #moveLabel(at: { x: number; y: number } | null): void {
    const place = this.#current === null ? null : this.#places[this.#current];
    const spot = at ?? (place && this.#drawing ? this.#drawing.map.project(place) : null);
    if (spot) this.#page.moveLabel(spot);
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const centre = this.#drawing?.map.getCenter();
    const standing = {
      places: this.#places,
      names: this.#atlas.areas.names,
      passes: this.#screen.passing.passes,
      current: this.#current,
      middle: [centre?.lng ?? 0, centre?.lat ?? 0] as Point,
    };
    const wish = wishOf(event.key, standing, this.#typed, event.timeStamp);
    if (!wish) return;
    event.preventDefault();
    if (wish.do === "go") {
      const place = this.#places[wish.area];
      if (place) this.#drawing?.show(place, 0);
      this.#point(wish.area);
    } else if (wish.do === "pick" && this.#current !== null) this.#pick(this.#current, "keys");
    else if (wish.do === "close") this.#close();
    else if (wish.do === "in") this.#drawing?.zoom(1);
    else if (wish.do === "out") this.#drawing?.zoom(-1);
    else if (wish.do === "all") this.#drawing?.showAll();
  }

  #pick(area: number, way: "pointer" | "keys"): void {
    const code = this.#atlas.areas.codes[area] ?? null;
    if (this.#isComparing && code === this.#state.gebied) return;
    const part = this.#isComparing ? { met: code } : { gebied: code, met: null };
    this.#isComparing = false;
    const place = this.#places[area];
    if (place && way === "keys") this.#drawing?.show(place, this.#shapes.features.length === 0 ? 10 : 0);
    void this.#change(part).then(() => {
      this.#page.say(`${this.#texts.chosen(this.#atlas.areas.names[area] ?? "")} ${summary(this.#screen, area)}`);
      if (way === "keys") this.#page.focusPanel();
    });
  }

  #compare(on: boolean): void {
    this.#isComparing = on;
    this.#look();
    this.#render();
    if (on) {
      this.#page.say(this.#texts.comparePick);
      this.#page.focusMap();
    }
  }

  /** Stop comparing, or else close the panel and go back to the map. */
  #close(): void {
    if (this.#isComparing) {
      this.#compare(false);
      return;
    }
    if (this.#state.gebied === null) return;
    const wasInside = this.#page.hasFocusInPanel();
    void this.#change({ gebied: null, met: null }).then(() => {
      if (wasInside) this.#page.focusMap();
    });
  }

  /** Mark what is chosen, pin what is compared, and fetch the story of it. */
  #showChosen(): void {
    const { gebied, met, jaar } = this.#state;
    const chosen = positionOf(this.#screen, gebied);
    const other = positionOf(this.#screen, met);
    this.#drawing?.mark("chosen", chosen);
    this.#drawing?.mark("other", other);
    const isPair = chosen !== null && other !== null;
    this.#drawing?.pin("A", isPair ? (this.#places[chosen] ?? null) : null);
    // in a country a chosen buurt is too small to be seen by its border
    const isLost = !isPair && this.#shapes.features.length === 0;
    this.#drawing?.pin("●", isLost && chosen !== null ? (this.#places[chosen] ?? null) : null);
    this.#drawing?.pin("B", isPair ? (this.#places[other] ?? null) : null);
    void this.#story.show(this.#links, chosen === null ? null : gebied, other === null ? null : met, jaar);
  }

  /** Say why the fixed map stays. */
  #notice(text: string): void {
    this.classList.add("is-plain");
    const notice = document.createElement("p");
    notice.className = "vk-kaart__notice";
    notice.setAttribute("role", "status");
    notice.textContent = text;
    this.prepend(notice);
  }
}

/** Note when the areas first stood on screen in their colours, counted from the start of the page.
 *
 * Resolves when they do: the map library, which keeps the browser busy, waits for that.
 */
function measureFirst(): Promise<void> {
  if (performance.getEntriesByName("vk-first-map").length) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      performance.measure("vk-first-map", { start: 0, end: performance.now() });
      setTimeout(resolve, 0);
    });
  });
}
