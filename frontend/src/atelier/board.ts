// The board as this device knows it: items by their key, each as the server last told it. No rules here: the server has them.
import type { Block, Card, Cluster, Item, News, Run } from './contract';

export type { Item, News } from './contract';

/** A line of the list: a card, or a cluster with its cards. */
export interface Row {
  readonly key: string;
  readonly title: string;
  readonly cards: readonly Card[];
}

export class Board {
  readonly items = new Map<string, Item>();
  number = 0;
  since = '';

  /** Take in news; return the keys that changed. */
  take(news: News): string[] {
    const kept = new Set(news.items.map((one) => one.item));
    const erased = news.whole ? [...this.items.keys()].filter((key) => !kept.has(key)) : [];
    for (const key of erased) this.items.delete(key);
    this.since = news.since ?? this.since;
    for (const one of news.items) {
      if ('gone' in one) this.items.delete(one.item);
      else this.items.set(one.item, one);
    }
    this.number = Math.max(this.number, news.number);
    return [...erased, ...kept];
  }

  /** The cards, the newest first: the order of the list, and of the keyboard. */
  cards(): Card[] {
    const found = [...this.items.values()].filter((one): one is Card => one.kind === 'card' && 'form' in one);
    return found.sort((one, other) => other.number - one.number);
  }

  card(id: string): Card | undefined {
    const found = this.items.get(id);
    return found && 'form' in found ? found : undefined;
  }

  run(): Run | undefined {
    return this.items.get('run') as Run | undefined;
  }

  block(key: string): Block | undefined {
    return this.items.get(`block ${key}`) as Block | undefined;
  }

  title(cluster: string): string {
    return (this.items.get(`cluster ${cluster}`) as Cluster | undefined)?.title ?? '';
  }

  /** Cards as a list with clusters: a cluster stands where its newest card stands, so that what is new is on top. */
  rows(cards: readonly Card[] = this.cards()): Row[] {
    const rows = new Map<string, { key: string; title: string; cards: Card[] }>();
    for (const one of cards) {
      const key = one.cluster || one.card;
      const row = rows.get(key) ?? { key, title: one.cluster ? this.title(one.cluster) : '', cards: [] };
      row.cards.push(one);
      rows.set(key, row);
    }
    return [...rows.values()];
  }
}
