// Fetches what stands beside a contribution: the map, the shapes, and what is known of a buurt. Each is asked once.
import type { Shapes } from '../kaart/contract';
import type { Values } from './contract';
import type { BesideMap } from './placeMap';

/** What is known of one wijk or buurt, as `beside_area` gives it. */
export interface Told {
  readonly area: { readonly code: string; readonly name: string };
  readonly story: readonly ({ readonly kind: 'paragraph'; readonly text: string } | { readonly kind: 'list'; readonly items: readonly string[] } | { readonly kind: 'answer'; readonly question: string; readonly text: string })[];
  readonly classes: readonly { readonly map: number; readonly title: string; readonly period: string; readonly class: { readonly name: string; readonly explanation: string; readonly colour: string; readonly pattern: string } | null; readonly unsure: boolean; readonly reason: string | null }[];
  readonly indicators: readonly Figure[];
  readonly missing: readonly { readonly what: string; readonly why: string }[];
  readonly sources: readonly { readonly name: string; readonly years?: string; readonly url?: string }[];
}

export interface Figure {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
  readonly period: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
  readonly gemeente: number | null;
  readonly source: string;
}

/** Something that is fetched: here, on its way, or not to be had now. */
export type Fetched<T> = { readonly value: T } | 'waits' | 'not ready' | 'failed';

export class BesideData {
  readonly #addresses: Values['addresses'];
  readonly #changed: () => void;
  readonly #found = new Map<string, Fetched<unknown>>();

  constructor(addresses: Values['addresses'], changed: () => void) {
    this.#addresses = addresses;
    this.#changed = changed;
  }

  map(number: number): Fetched<BesideMap> {
    return this.#get<BesideMap>(`${this.#addresses.map}${number ? `?kaart=${number}` : ''}`);
  }

  shapes(): Fetched<Shapes> {
    return this.#get<Shapes>(this.#addresses.shapes);
  }

  area(code: string): Fetched<Told> {
    return this.#get<Told>(this.#addresses.area.replace('{code}', encodeURIComponent(code)));
  }

  /** Ask again for what failed: the network is back, or the map was made meanwhile. Where nothing failed, nothing happens. */
  again(): void {
    const failed = [...this.#found].filter(([, found]) => found === 'failed' || found === 'not ready');
    for (const [address] of failed) void this.#fetch(address);
  }

  #get<T>(address: string): Fetched<T> {
    const found = this.#found.get(address);
    if (found !== undefined) return found as Fetched<T>;
    this.#found.set(address, 'waits');
    void this.#fetch(address);
    return 'waits';
  }

  async #fetch(address: string): Promise<void> {
    let found: Fetched<unknown> = 'failed';
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      const value: unknown = answer.ok ? await answer.json() : null;
      if (value) found = (value as { ready?: boolean }).ready === false ? 'not ready' : { value };
    } catch {
      found = 'failed';
    }
    this.#found.set(address, found);
    this.#changed();
  }
}

export function there<T>(found: Fetched<T>): T | undefined {
  return typeof found === 'object' ? found.value : undefined;
}
