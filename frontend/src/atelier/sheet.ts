// What the page has done with the one map: loaded when it is first wanted, lent to the form or to what stands beside it.
import type { Place, Point, Values } from './contract';
import type { BesideData } from './besideData';
import { there } from './besideData';
import { PlaceMap } from './placeMap';
import { nameAround } from './within';

export type SheetState = 'waits' | 'there' | 'failed' | 'cannot';

/** What the form wants to know of drawing. */
export interface Drawer {
  drawn(): Place | null;
  change(place: Place): void;
  say(point: 'put' | 'taken' | 'crossed', name: string): void;
  picked(code: string): void;
}

export class Sheet {
  readonly #data: BesideData;
  readonly #near: ReadonlySet<string>;
  readonly #drawer: Drawer;
  readonly #map: PlaceMap;
  readonly #changed: () => void;
  #isStarting = false;
  #number = -1;
  state: SheetState = 'waits';

  constructor(data: BesideData, words: Values, drawer: Drawer, gestures: { ctrl: string; touch: string }, changed: () => void) {
    this.#data = data;
    this.#near = new Set(words.areas.filter((one) => one.near).map((one) => one.code));
    this.#drawer = drawer;
    this.#changed = changed;
    this.#map = new PlaceMap(
      {
        picked: (code) => drawer.picked(code),
        pointed: (point) => this.#point(point),
        removed: () => this.take(),
        crossed: (point) => drawer.say('crossed', this.nameAt(point)),
      },
      gestures,
    );
  }

  get host(): HTMLElement {
    return this.#map.host;
  }

  /** Have the map drawn as one of the nine, if it is not; called at every drawing of the page that shows it. */
  want(number: number, isDrawing: boolean, label: string): void {
    const [shapes, beside] = [this.#data.shapes(), this.#data.map(number)];
    const ground = there(shapes);
    if (!ground) {
      this.state = shapes === 'failed' || shapes === 'not ready' ? 'failed' : 'waits';
      return;
    }
    if (beside === 'waits') return;
    if (!this.#map.isThere) void this.#start(number);
    const shown = there(beside);
    if (this.#map.isThere && shown && number !== this.#number) {
      this.#number = number;
      void this.#map.recolour(shown);
    }
    // After the page is drawn: the map may have moved to another place in it.
    queueMicrotask(() => this.#map.draw(isDrawing, label));
  }

  async #start(number: number): Promise<void> {
    const ground = there(this.#data.shapes());
    if (this.#isStarting || this.state === 'cannot' || !ground) return;
    this.#isStarting = true;
    try {
      // Without its colours it is coloured when they are there.
      this.#number = there(this.#data.map(number)) ? number : -1;
      this.state = (await this.#map.start(ground, there(this.#data.map(number)), this.#near)) ? 'there' : 'cannot';
    } catch {
      // The library could not be fetched: without network the list of buurten does.
      this.state = 'failed';
    } finally {
      this.#isStarting = false;
      this.#changed();
    }
  }

  show(place: Place | null): void {
    this.#map.show(place);
  }

  showCards(places: readonly Place[]): void {
    this.#map.showCards(places);
  }

  choose(code: string): void {
    this.#map.choose(code);
  }

  nameAt(point: Point): string {
    return nameAround(point, there(this.#data.shapes())?.features ?? []);
  }

  zoom(step: 1 | -1): void {
    this.#map.zoom(step);
  }

  /** Put a point under the cross. */
  put(): void {
    const middle = this.#map.middle();
    if (middle) this.#point(middle);
  }

  /** Take the last point away. */
  take(): void {
    const place = this.#drawer.drawn();
    if (!place?.points.length) return;
    this.#drawer.change({ ...place, points: place.points.slice(0, -1) });
    this.#drawer.say('taken', '');
  }

  #point(point: Point): void {
    const place = this.#drawer.drawn() ?? { kind: 'point', points: [], words: '' };
    this.#drawer.change({ ...place, points: place.kind === 'point' ? [point] : [...place.points, point].slice(-300) });
    this.#drawer.say('put', this.nameAt(point));
  }
}
