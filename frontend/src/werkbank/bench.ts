// Follows the form: asks for places at once and for all the rest after them, and drops what is no longer asked.
import { ask, colour, offer, place, type Places, Refused, type Rest, weigh } from './answers';
import { List } from './list';
import { addSliders } from './sliders';

/** So long after the last change the rest is asked: turning a slider does not ask for it at every step. */
const REST_WAIT = 180;

export class Bench {
  readonly #document: Document;
  readonly #root: HTMLElement;
  readonly #form: HTMLFormElement;
  #asked = new AbortController();
  readonly #list: List;
  #restTimer = 0;
  /** When the first change was made that was not asked yet. */
  #since: number | null = null;
  #isAsking = false;
  #isTreeWanted = false;

  constructor(document: Document, root: HTMLElement, form: HTMLFormElement) {
    this.#document = document;
    this.#root = root;
    this.#form = form;
    this.#list = new List(document);
  }

  start(): void {
    this.#root.classList.add('wb--live');
    this.#form.addEventListener('input', (event) => this.#changed(event.target as HTMLElement));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#isTreeWanted = true;
      this.#soon();
    });
    this.#root.addEventListener('click', (event) => this.#clicked(event));
  }

  #changed(target: HTMLElement): void {
    if (target.closest('.wb-add')) return;
    if (target instanceof HTMLInputElement && target.type === 'checkbox') {
      const leaf = target.closest('.wb-leaf');
      leaf?.classList.toggle('wb-leaf--off', !target.checked);
      // An indicator that was added and put off again is gone from the tree.
      if (leaf?.querySelector(':scope > .wb-leaf__row > [name="bij"]')) this.#isTreeWanted = true;
    }
    this.#soon();
  }

  #clicked(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLElement>('[data-wb-area]');
    const shape = (event.target as Element).closest<SVGElement>('.wb-map [data-area]');
    const code = link?.dataset['wbArea'] ?? shape?.dataset['area'];
    if (!code || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    (this.#form.elements.namedItem('gebied') as HTMLInputElement).value = code;
    void this.#rest(true);
  }

  /** Ask at once; while an answer is on its way the last of the changes waits for it, so that a slider never queues. */
  #soon(): void {
    this.#since ??= performance.now();
    window.clearTimeout(this.#restTimer);
    if (!this.#isAsking) void this.#places();
  }

  #body(): URLSearchParams {
    const body = new URLSearchParams();
    for (const [key, value] of new FormData(this.#form)) body.append(key, String(value));
    if (!this.#isTreeWanted) body.delete('nieuw');
    if (!this.#list.isThere) body.set('lijst', '1');
    return body;
  }

  async #places(): Promise<void> {
    this.#asked.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    this.#isAsking = true;
    try {
      while (this.#since !== null && !signal.aborted) await this.#onePlaces(this.#since, signal);
    } finally {
      if (!signal.aborted) this.#isAsking = false;
    }
  }

  async #onePlaces(began: number, signal: AbortSignal): Promise<void> {
    this.#since = null;
    const body = this.#body();
    body.set('stap', 'plaatsen');
    await this.#trying(async () => {
      const found = await ask<Places>(this.#address, body, signal);
      if (signal.aborted) return;
      this.#take(found);
      performance.measure('vk-ranks', { start: began, end: performance.now() });
      window.clearTimeout(this.#restTimer);
      this.#restTimer = window.setTimeout(() => void this.#rest(false), REST_WAIT);
    });
  }

  /** Ask for intervals, effects, warnings and the story of the chosen area. */
  async #rest(isPicked: boolean): Promise<void> {
    this.#asked.abort();
    this.#asked = new AbortController();
    this.#isAsking = false;
    const { signal } = this.#asked;
    const began = performance.now();
    const body = this.#body();
    const wantsTree = this.#isTreeWanted;
    if (wantsTree) body.set('boom', '1');
    await this.#trying(async () => {
      const found = await ask<Rest>(this.#address, body, signal);
      if (signal.aborted) return;
      if (wantsTree) this.#isTreeWanted = false;
      this.#take(found);
      this.#remember(found.query);
      if (wantsTree) addSliders(this.#form);
      colour(this.#document, found.colours, found.unsure);
      weigh(this.#document, found.effects);
      offer(this.#form.querySelector('#wb-ijk'), found.references);
      performance.measure('vk-intervals', { start: began, end: performance.now() });
      const said = this.#document.querySelector('#wb-said');
      if (said) said.textContent = isPicked ? '' : found.said;
      if (isPicked) this.#document.querySelector<HTMLElement>('#wb-trace-heading')?.focus();
      if (wantsTree) this.#document.querySelector<HTMLElement>('.wb-add summary')?.focus();
    });
  }

  #take(found: Places): void {
    this.#problem('');
    place(this.#document, found.html);
    this.#list.fill(found);
    colour(this.#document, found.colours);
    for (const link of this.#document.querySelectorAll<HTMLAnchorElement>('[data-wb-link]')) {
      link.href = `${link.dataset['wbLink']}?${found.query}`;
    }
  }

  /** Put the choice in the address of the page: not at every step of a slider, for browsers refuse a hundred a while. */
  #remember(query: string): void {
    const page = this.#root.dataset['page'] ?? '';
    history.replaceState(history.state, '', query ? `${page}?${query}` : page);
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    this.#root.setAttribute('aria-busy', 'true');
    try {
      await act();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      if (error instanceof Refused) this.#problem(error.message);
      else if (error instanceof TypeError) this.#problem(this.#root.dataset['failed'] ?? '');
      else throw error;
      this.#isTreeWanted = false;
    } finally {
      this.#root.removeAttribute('aria-busy');
    }
  }

  /** Say what is wrong above everything; the list of before stays, and fades. */
  #problem(text: string): void {
    this.#root.classList.toggle('wb--old', text !== '');
    const spot = this.#document.querySelector('#wb-problem');
    if (!spot || (!text && !spot.textContent)) return;
    spot.textContent = '';
    if (!text) return;
    const box = this.#document.createElement('div');
    box.className = 'utrecht-alert utrecht-alert--error vk-alert';
    const inner = this.#document.createElement('div');
    inner.className = 'utrecht-alert__content';
    const heading = this.#document.createElement('p');
    heading.className = 'vk-alert__heading';
    heading.textContent = this.#root.dataset['failedHeading'] ?? '';
    const words = this.#document.createElement('p');
    words.textContent = text;
    inner.append(heading, words);
    box.append(inner);
    spot.append(box);
  }

  get #address(): string {
    return this.#root.dataset['answer'] ?? '';
  }
}
