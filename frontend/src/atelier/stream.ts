// Hears what others do. The browser's own stream comes back by itself and says what it had last; where a proxy lets no
// stream through, it asks every few seconds instead.
import type { Board, News } from './board';

const ASK_EVERY = 3000;
const SILENT = 40_000;

export class Stream {
  readonly #board: Board;
  readonly #address: string;
  readonly #items: string;
  readonly #changed: (keys: string[]) => void;
  readonly #hearing: (isHearing: boolean) => void;
  #isHearing = true;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #heard = 0;

  /** `hearing` is told when the line falls silent, and when it speaks again: what stands on the page may be old. */
  constructor(
    board: Board,
    addresses: { stream: string; items: string },
    changed: (keys: string[]) => void,
    hearing: (isHearing: boolean) => void = () => undefined,
  ) {
    this.#board = board;
    this.#address = addresses.stream;
    this.#items = addresses.items;
    this.#changed = changed;
    this.#hearing = hearing;
  }

  start(): void {
    this.#open();
    this.#timer = setInterval(() => void this.#look(), ASK_EVERY);
    addEventListener('online', () => this.#open());
    addEventListener('offline', () => this.#hear(false));
    addEventListener('pagehide', () => this.#source?.close());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#open();
    });
  }

  stop(): void {
    this.#source?.close();
    clearInterval(this.#timer);
  }

  #open(): void {
    this.#source?.close();
    // The number in the address serves the first time and after `online`; after that the browser sends Last-Event-ID.
    this.#source = new EventSource(`${this.#address}?since=${this.#board.since}`);
    this.#source.addEventListener('open', () => this.#hear(true));
    // Every quarter of a minute, where nothing happens.
    this.#source.addEventListener('breath', () => {
      this.#heard = Date.now();
      this.#hear(true);
    });
    this.#source.addEventListener('items', (event) => this.#take(JSON.parse((event as MessageEvent<string>).data) as News));
  }

  #take(news: News): void {
    this.#heard = Date.now();
    this.#hear(true);
    this.#changed(this.#board.take(news));
  }

  #hear(isHearing: boolean): void {
    if (isHearing === this.#isHearing) return;
    this.#isHearing = isHearing;
    this.#hearing(isHearing);
  }

  /** Ask for what changed if the stream says nothing: it may hang without the browser knowing. */
  async #look(): Promise<void> {
    if (this.#source?.readyState === EventSource.OPEN && Date.now() - this.#heard < SILENT) return;
    try {
      const answer = await fetch(`${this.#items}?since=${this.#board.since}`, { headers: { Accept: 'application/json' } });
      if (answer.ok) this.#take((await answer.json()) as News);
    } catch {
      // No network; the stream tries by itself.
      this.#hear(false);
    }
    if (this.#source?.readyState === EventSource.CLOSED) this.#open();
  }
}
