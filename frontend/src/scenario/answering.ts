// Follows the amounts: asks for the answer, one question at a time, and drops what is no longer asked.

/** So long after the last keystroke in a number field it is asked: who types '120' does not ask for '1' and '12'. */
const WAIT = 150;

interface Answer {
  readonly html?: string;
  readonly said?: string;
  readonly error?: string;
}

export class Answering {
  readonly #document: Document;
  readonly #root: HTMLElement;
  readonly #form: HTMLFormElement;
  #timer = 0;
  #since: number | null = null;
  #isAsking = false;

  constructor(document: Document, root: HTMLElement, form: HTMLFormElement) {
    this.#document = document;
    this.#root = root;
    this.#form = form;
  }

  start(): void {
    this.#root.classList.add('sn--live');
    this.#root.addEventListener('input', (event) => {
      if ((event.target as HTMLElement).classList.contains('sn-turn__number')) this.#soon();
    });
    // Enter in a field asks at once, without loading the page again; saving is a button of its own.
    this.#form.addEventListener('submit', (event) => {
      const button = (event as SubmitEvent).submitter;
      if (button?.hasAttribute('formaction')) return;
      event.preventDefault();
      this.#soon();
    });
  }

  #soon(): void {
    this.#since ??= performance.now();
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (!this.#isAsking) void this.#askAll();
    }, WAIT);
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    this.#root.setAttribute('aria-busy', 'true');
    try {
      while (this.#since !== null) {
        const began = this.#since;
        this.#since = null;
        await this.#ask();
        performance.measure('vk-scenario-answer', { start: began, end: performance.now() });
      }
    } finally {
      this.#isAsking = false;
      this.#root.removeAttribute('aria-busy');
    }
  }

  async #ask(): Promise<void> {
    const body = new URLSearchParams();
    for (const [key, value] of new FormData(this.#form)) body.append(key, String(value));
    const open = this.#document.querySelector<HTMLElement>('.sn-map[open]');
    if (open) body.set('kaart', open.id.replace('kaart-', ''));
    const headers = { 'X-CSRFToken': body.get('csrfmiddlewaretoken') ?? '', Accept: 'application/json' };
    let found: Answer;
    try {
      const answer = await fetch(this.#root.dataset['answer'] ?? '', { method: 'POST', body, headers });
      if (!answer.headers.get('content-type')?.startsWith('application/json')) throw new TypeError(String(answer.status));
      found = (await answer.json()) as Answer;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#problem(this.#root.dataset['failed'] ?? '');
      return;
    }
    // A newer change is asked already: what this one says would only flicker.
    if (this.#since !== null) return;
    if (found.error !== undefined) {
      this.#problem(found.error);
      return;
    }
    this.#problem('');
    this.#place(found.html ?? '');
    for (const said of this.#document.querySelectorAll('#sn-said, .sn-digest__words')) said.textContent = found.said ?? '';
  }

  /** Put the answer in its place; what was unfolded stays so, and tables stay where they were scrolled to. */
  #place(html: string): void {
    const spot = this.#document.querySelector<HTMLElement>('.sn-answer');
    if (!spot || !html) return;
    const folds = [...spot.querySelectorAll('details')].map((one) => one.open);
    const scrolled = [...spot.querySelectorAll<HTMLElement>('.vk-table')].map((one) => one.scrollLeft);
    spot.innerHTML = html;
    const fresh = [...spot.querySelectorAll('details')];
    if (fresh.length === folds.length) fresh.forEach((one, at) => (one.open = folds[at] ?? false));
    spot.querySelectorAll<HTMLElement>('.vk-table').forEach((one, at) => {
      one.scrollLeft = scrolled[at] ?? 0;
    });
  }

  /** Say what is wrong above everything; the answer of before stays, and fades. */
  #problem(text: string): void {
    this.#root.classList.toggle('sn--old', text !== '');
    const spot = this.#document.querySelector('#sn-problem');
    if (!spot) return;
    spot.textContent = '';
    if (!text) return;
    const box = this.#document.createElement('div');
    box.className = 'utrecht-alert utrecht-alert--error vk-alert';
    const inner = this.#document.createElement('div');
    inner.className = 'utrecht-alert__content';
    const heading = this.#document.createElement('p');
    heading.className = 'vk-alert__heading';
    heading.textContent = this.#root.dataset['heading'] ?? '';
    const words = this.#document.createElement('p');
    words.textContent = text;
    inner.append(heading, words);
    box.append(inner);
    spot.append(box);
  }
}
