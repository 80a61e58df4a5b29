// What was typed and not yet put on the board: kept on the device, so that a reload loses nothing.
import type { Form, Link, Place, Sentiment } from './contract';

/** A card that is being written. */
export interface Draft {
  form: Form | '';
  text: string;
  theme: string;
  sentiment: Sentiment;
  perspective: string;
  where: 'nowhere' | 'map' | 'buurt' | 'street';
  place: Place | null;
  buurt: string;
  street: string;
  indicator: string;
  link: Link;
  of: string;
}

export const EMPTY: Readonly<Draft> = {
  form: '',
  text: '',
  theme: '',
  sentiment: 'neutral',
  perspective: '',
  where: 'nowhere',
  place: null,
  buurt: '',
  street: '',
  indicator: '',
  link: 'problem',
  of: '',
};

export class Drafts {
  readonly #key: string;
  readonly #storage: Storage | undefined;
  #kept: Record<string, unknown> = {};

  constructor(atelier: string, storage: Storage | undefined) {
    this.#key = `vk-atelier-${atelier}-typed`;
    this.#storage = storage;
    try {
      const read: unknown = JSON.parse(storage?.getItem(this.#key) ?? '{}');
      if (read && typeof read === 'object') this.#kept = read as Record<string, unknown>;
    } catch {
      this.#kept = {};
    }
  }

  /** Return the card that is being written in a step. */
  card(step: string): Draft {
    return { ...EMPTY, ...(this.#kept[`card ${step}`] as Partial<Draft> | undefined) };
  }

  setCard(step: string, part: Partial<Draft>): void {
    this.#set(`card ${step}`, { ...this.card(step), ...part });
  }

  /** Return the steps in which something was typed. */
  steps(): string[] {
    const named = Object.keys(this.#kept).filter((one) => one.startsWith('card '));
    return named.map((one) => one.slice('card '.length)).filter((one) => this.card(one).text.trim() !== '');
  }

  text(name: string): string {
    const found = this.#kept[name];
    return typeof found === 'string' ? found : '';
  }

  setText(name: string, text: string): void {
    this.#set(name, text);
  }

  has(name: string): boolean {
    return name in this.#kept;
  }

  drop(name: string): void {
    delete this.#kept[name];
    this.#keep();
  }

  #set(name: string, value: unknown): void {
    this.#kept[name] = value;
    this.#keep();
  }

  #keep(): void {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {
      // A full or forbidden storage: what is typed stays on the page, and nowhere else.
    }
  }
}

/** Return the storage of this browser, if it lets anything be kept. */
export function storageOf(window: Window): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
