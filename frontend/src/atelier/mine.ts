// What this person chose: what the server knows, and over it what still waits on this device. Nobody else is told.
import type { Choices } from './contract';
import type { Deed } from './outbox';

type Kind = keyof Choices;

const KINDS: Readonly<Record<string, { readonly kind: Kind; readonly field: string }>> = {
  vote: { kind: 'votes', field: 'value' },
  dots: { kind: 'dots', field: 'count' },
  divide: { kind: 'points', field: 'points' },
  rate: { kind: 'ratings', field: 'value' },
};

export class Mine {
  readonly #known: Record<Kind, Map<string, number>>;
  #waiting: readonly Deed[] = [];

  constructor(choices: Choices) {
    this.#known = {
      votes: new Map(Object.entries(choices.votes)),
      dots: new Map(Object.entries(choices.dots)),
      points: new Map(Object.entries(choices.points)),
      ratings: new Map(Object.entries(choices.ratings)),
    };
  }

  /** Return what the server knows, to be kept on this device. */
  known(): Choices {
    const { votes, dots, points, ratings } = this.#known;
    return { votes: Object.fromEntries(votes), dots: Object.fromEntries(dots), points: Object.fromEntries(points), ratings: Object.fromEntries(ratings) };
  }

  /** Take in what waits now: what waited before and is gone is known to the server, unless it was refused. */
  take(waiting: readonly Deed[], refused: ReadonlySet<string>): void {
    const still = new Set(waiting.map((one) => one.id));
    for (const one of this.#waiting) if (!still.has(one.id) && !refused.has(one.id)) this.#settle(one);
    this.#waiting = waiting;
  }

  /** Return what this person gave a card; undefined for nothing. */
  of(kind: Kind, card: string): number | undefined {
    const last = this.#waiting.findLast((one) => KINDS[one.verb]?.kind === kind && one.body['card'] === card);
    if (!last) return this.#known[kind].get(card);
    return given(last);
  }

  /** Return how many dots or points this person gave away to the cards that count. */
  spent(kind: 'dots' | 'points', counts: (card: string) => boolean = () => true): number {
    const cards = new Set([...this.#known[kind].keys(), ...this.#waiting.filter((one) => KINDS[one.verb]?.kind === kind).map((one) => String(one.body['card']))]);
    return [...cards].filter(counts).reduce((sum, card) => sum + (this.of(kind, card) ?? 0), 0);
  }

  #settle(deed: Deed): void {
    const found = KINDS[deed.verb];
    if (!found) return;
    const value = given(deed);
    const card = String(deed.body['card']);
    if (value === undefined) this.#known[found.kind].delete(card);
    else this.#known[found.kind].set(card, value);
  }
}

function given(deed: Deed): number | undefined {
  const found = KINDS[deed.verb];
  const value = found ? deed.body[found.field] : null;
  const isNothing = value === null || value === undefined || (deed.verb !== 'vote' && deed.verb !== 'rate' && value === 0);
  return isNothing ? undefined : Number(value);
}
