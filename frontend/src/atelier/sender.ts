// Sends what waits, in its order, until the server says that it is in. The same deed may be sent ten times: it has an id.
import type { Deed, Drawer } from './outbox';
import { isNotJoined } from './post';

/** What became of one deed, as the server tells it. */
export interface Outcome {
  readonly id: string;
  readonly number: number;
  readonly why?: string;
}

/** How the sender stands: how much waits, whether the network fails, what was refused. */
export interface Standing {
  readonly waiting: number;
  /** What waits, the oldest first. */
  readonly deeds: readonly Deed[];
  readonly refused: readonly { readonly deed: Deed; readonly why: string }[];
  readonly isReaching: boolean;
  /** This device takes no part any more: it has to join again before anything can be sent. */
  readonly isOut: boolean;
}

const MOST_AT_ONCE = 50;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20_000;

export class Sender {
  readonly #drawer: Drawer;
  readonly #post: (deeds: readonly Deed[]) => Promise<Response>;
  readonly #tell: (standing: Standing) => void;
  #wait = FIRST_WAIT;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  #isReaching = true;
  #isOut = false;

  constructor(drawer: Drawer, post: (deeds: readonly Deed[]) => Promise<Response>, tell: (standing: Standing) => void) {
    this.#drawer = drawer;
    this.#post = post;
    this.#tell = tell;
  }

  /** Keep a deed, then send it. It is safe as soon as this is done. */
  async add(deed: Deed): Promise<void> {
    await this.#drawer.add(deed);
    await this.#say();
    void this.send();
  }

  /** Drop a refused deed: the person read why. */
  async drop(id: string): Promise<void> {
    await this.#drawer.remove([id]);
    await this.#say();
  }

  /** Send a refused deed again: what was refused then may be possible now. */
  async retry(id: string): Promise<void> {
    await this.#drawer.refuse(id, '');
    await this.#say();
    void this.send();
  }

  /** Tell how it stands: once, when the page begins. */
  async tell(): Promise<void> {
    await this.#say();
  }

  /** Send all that waits. Called after each deed, when the network is back, and after a pause that grows. */
  async send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    clearTimeout(this.#timer);
    try {
      while (!this.#isOut && (await this.#sendSome()));
    } finally {
      this.#isSending = false;
      await this.#say();
    }
  }

  /** Send the oldest; return whether there is more to send at once. */
  async #sendSome(): Promise<boolean> {
    const waiting = (await this.#drawer.all()).filter((one) => !one.refused);
    if (!waiting.length) return false;
    const deeds = waiting.slice(0, MOST_AT_ONCE).map((one) => one.deed);
    let outcomes: readonly Outcome[];
    try {
      const answer = await this.#post(deeds);
      if (await isNotJoined(answer)) {
        this.#isOut = true;
        return false;
      }
      if (answer.status === 400) return await this.#alone(deeds, await why(answer));
      if (!answer.ok) return this.#later(seconds(answer));
      outcomes = ((await answer.json()) as { outcomes: Outcome[] }).outcomes;
    } catch {
      return this.#later();
    }
    this.#isReaching = true;
    this.#wait = FIRST_WAIT;
    await this.#drawer.remove(outcomes.filter((one) => one.number > 0).map((one) => one.id));
    for (const one of outcomes) if (one.number === 0) await this.#drawer.refuse(one.id, one.why || '?');
    // Nothing about what was sent: asking again at once would go on for ever.
    const isAnswered = outcomes.some((one) => deeds.some((deed) => deed.id === one.id));
    return isAnswered || this.#later();
  }

  /** The message as a whole was refused: one deed in it is not readable, and may not hold up the others. */
  async #alone(deeds: readonly Deed[], reason: string): Promise<boolean> {
    if (deeds.length === 1 && deeds[0]) {
      await this.#drawer.refuse(deeds[0].id, reason || '?');
      return true;
    }
    for (const deed of deeds) {
      const answer = await this.#post([deed]);
      if (answer.status === 400) await this.#drawer.refuse(deed.id, (await why(answer)) || '?');
      else if (!answer.ok) return this.#later(seconds(answer));
      else {
        const [outcome] = ((await answer.json()) as { outcomes: Outcome[] }).outcomes;
        if (outcome && outcome.number > 0) await this.#drawer.remove([deed.id]);
        else await this.#drawer.refuse(deed.id, outcome?.why || '?');
      }
    }
    return true;
  }

  #later(after?: number): false {
    this.#isReaching = after !== undefined;
    const wait = after ?? this.#wait;
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    clearTimeout(this.#timer);
    // Everyone in a hall loses the network at the same moment; they need not all come back at the same moment.
    this.#timer = setTimeout(() => void this.send(), wait * (0.75 + Math.random() / 2));
    return false;
  }

  async #say(): Promise<void> {
    const all = await this.#drawer.all();
    const deeds = all.filter((one) => !one.refused).map((one) => one.deed);
    this.#tell({
      waiting: deeds.length,
      deeds,
      refused: all.filter((one) => one.refused).map((one) => ({ deed: one.deed, why: one.refused })),
      isReaching: this.#isReaching,
      isOut: this.#isOut,
    });
  }
}

async function why(answer: Response): Promise<string> {
  try {
    return ((await answer.json()) as { title?: string }).title ?? '';
  } catch {
    return '';
  }
}

function seconds(answer: Response): number | undefined {
  const given = Number(answer.headers.get('Retry-After'));
  return Number.isFinite(given) && given > 0 ? given * 1000 : undefined;
}
