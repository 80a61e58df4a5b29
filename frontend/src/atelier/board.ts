// The board as this device knows it: items by their key, each as the server last told it. No rules here: the server has them.

/** One item of the board: a card, a cluster, a shared text, or the step and the clock. */
export interface Item {
  readonly item: string;
  readonly kind: 'card' | 'cluster' | 'block' | 'run';
  readonly [key: string]: unknown;
}

/** What the server tells: the number of the last deed, and every item that changed. */
export interface News {
  readonly number: number;
  readonly items: readonly Item[];
}

export class Board {
  readonly items = new Map<string, Item>();
  number = 0;

  /** Take in news; return the keys that changed. */
  take(news: News): string[] {
    for (const one of news.items) {
      if (one['gone']) this.items.delete(one.item);
      else this.items.set(one.item, one);
    }
    this.number = Math.max(this.number, news.number);
    return news.items.map((one) => one.item);
  }

  /** The cards, the newest first: the order of the list, and of the keyboard. */
  cards(): Item[] {
    const found = [...this.items.values()].filter((one) => one.kind === 'card');
    return found.sort((one, other) => Number(other['number']) - Number(one['number']));
  }
}
