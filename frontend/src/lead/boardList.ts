// The list of cards on the screen of who leads: changed cards take their place, the newest on top.
import { elementOf, isBusy, plain } from './patch';

/** A card as the server sends it. */
export interface SentCard {
  readonly id: string;
  readonly number: number;
  readonly html: string;
}

export class BoardList {
  readonly #root: HTMLElement;
  readonly #waiting = new Map<string, SentCard>();

  constructor(root: HTMLElement) {
    this.#root = root;
    // What waited for someone to finish typing takes its place when he or she goes elsewhere.
    root.addEventListener('focusout', () => setTimeout(() => this.#settle(), 0));
    root.addEventListener('toggle', () => this.#settle(), true);
  }

  take(cards: readonly SentCard[]): void {
    for (const one of cards) this.#put(one);
  }

  /** Put these cards in the place of all that there are: words of someone who was erased are there no more. */
  replace(cards: readonly SentCard[]): void {
    const ids = new Set(cards.map((one) => one.id));
    for (const one of [...this.#root.querySelectorAll<HTMLElement>('[data-card]')]) if (!ids.has(one.dataset['card'] ?? '')) one.remove();
    this.take(cards);
  }

  size(): number {
    return this.#root.querySelectorAll('[data-card]').length;
  }

  /** Say which step runs and which card is held up. */
  mark(step: string, lit: string): void {
    for (const one of this.#root.querySelectorAll<HTMLElement>('[data-card]')) {
      one.toggleAttribute('data-lit', one.dataset['card'] === lit);
      one.toggleAttribute('data-here', one.dataset['step'] === step);
    }
  }

  /** Take away the marks of cards that were chosen: they lie together now. */
  unpick(): void {
    for (const one of this.#root.querySelectorAll<HTMLInputElement>('input[name=cards]:checked')) one.checked = false;
  }

  picked(): number {
    return this.#root.querySelectorAll('input[name=cards]:checked').length;
  }

  #put(sent: SentCard): void {
    const old = this.#root.querySelector<HTMLElement>(`[data-card="${CSS.escape(sent.id)}"]`);
    if (old && isBusy(old)) {
      this.#waiting.set(sent.id, sent);
      return;
    }
    this.#waiting.delete(sent.id);
    const card = elementOf(this.#root.ownerDocument, sent.html);
    if (!old) {
      const after = [...this.#root.children].find((one) => Number((one as HTMLElement).dataset['number']) < sent.number);
      this.#root.insertBefore(card, after ?? null);
      return;
    }
    if (plain(old.outerHTML) === plain(card.outerHTML)) return;
    const isPicked = old.querySelector<HTMLInputElement>('input[name=cards]')?.checked ?? false;
    const active = this.#root.ownerDocument.activeElement;
    const focused = active && old.contains(active) ? [...old.querySelectorAll('button, summary, input')].indexOf(active) : -1;
    old.replaceWith(card);
    const pick = card.querySelector<HTMLInputElement>('input[name=cards]');
    if (pick) pick.checked = isPicked;
    if (focused >= 0) ([...card.querySelectorAll<HTMLElement>('button, summary, input')][focused] ?? card.querySelector<HTMLElement>('button'))?.focus();
  }

  #settle(): void {
    for (const one of [...this.#waiting.values()]) this.#put(one);
  }
}
