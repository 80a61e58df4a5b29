// Asks the server for what is new, one question at a time and not too often, and again when it did not answer.

const SOON = 120;
const AT_MOST_EVERY = 700;
const AGAIN = 3000;

export class Fetching {
  readonly #ask: () => Promise<void>;
  readonly #tell: (isReaching: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #isWanted = false;
  #last = 0;

  constructor(ask: () => Promise<void>, tell: (isReaching: boolean) => void) {
    this.#ask = ask;
    this.#tell = tell;
  }

  /** There is something new. */
  want(): void {
    this.#isWanted = true;
    if (this.#isAsking || this.#timer !== undefined) return;
    this.#later(Math.max(SOON, this.#last + AT_MOST_EVERY - Date.now()));
  }

  #later(wait: number): void {
    this.#timer = setTimeout(() => void this.#go(), wait);
  }

  async #go(): Promise<void> {
    this.#timer = undefined;
    this.#isWanted = false;
    this.#isAsking = true;
    this.#last = Date.now();
    let isReaching = true;
    try {
      await this.#ask();
    } catch {
      isReaching = false;
    } finally {
      this.#isAsking = false;
    }
    this.#tell(isReaching);
    if (!isReaching) {
      this.#isWanted = true;
      this.#later(AGAIN);
    } else if (this.#isWanted) this.want();
  }
}
