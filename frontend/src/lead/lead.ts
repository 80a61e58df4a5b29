// The screen of who leads: every button is a form that works by itself; here it becomes a deed in the outbox, and what
// the stream tells is asked for as HTML and put in its place.
import { Board } from '../atelier/board';
import { newId } from '../atelier/ids';
import { openDrawer, type Deed } from '../atelier/outbox';
import { Sender, type Standing } from '../atelier/sender';
import { Stream } from '../atelier/stream';
import { BoardList, type SentCard } from './boardList';
import { Ticking } from './clock';
import { Fetching } from './fetching';
import { deedOf, type Orders } from './orders';
import { fill } from './patch';

interface News {
  readonly number: number;
  readonly head: string;
  readonly cards: readonly SentCard[];
  readonly count: number;
}

/** Take over the screen. */
export async function startLead(document: Document, root: HTMLElement): Promise<void> {
  const screen = new LeadScreen(document, root);
  await screen.start();
}

class LeadScreen {
  readonly #document: Document;
  readonly #root: HTMLElement;
  readonly #head: HTMLElement;
  readonly #list: BoardList;
  readonly #clock = new Ticking();
  readonly #fetching: Fetching;
  readonly #orders: Orders;
  #number: number;
  #sender!: Sender;
  #waiting = 0;
  #isReaching = true;
  #step: string;

  constructor(document: Document, root: HTMLElement) {
    this.#document = document;
    this.#root = root;
    this.#head = this.#by('ld-head');
    this.#list = new BoardList(this.#by('ld-board'));
    this.#orders = JSON.parse(this.#by('ld-orders').textContent ?? '{}') as Orders;
    this.#number = Number(root.dataset['number'] ?? 0);
    this.#step = this.#now().dataset['step'] ?? '';
    this.#fetching = new Fetching(
      () => this.#ask(),
      (isReaching) => {
        this.#isReaching = isReaching;
        this.#showLink();
      },
    );
  }

  async start(): Promise<void> {
    const { drawer } = await openDrawer(`lead-${this.#data('atelier')}`);
    this.#sender = new Sender(
      drawer,
      (deeds) => this.#post(deeds),
      (standing) => this.#stand(standing),
    );
    this.#document.addEventListener('submit', (event) => this.#submitted(event));
    this.#document.addEventListener('change', () => this.#showPicked());
    this.#startShow();
    this.#marked();
    const board = new Board();
    board.number = this.#number;
    const addresses = { stream: this.#data('stream'), items: this.#data('items') };
    new Stream(board, addresses, () => this.#fetching.want()).start();
    addEventListener('online', () => void this.#sender.send());
    // Who joins leaves no line in the log; so look now and then how many there are.
    setInterval(() => this.#fetching.want(), 5000);
    this.#root.dataset['live'] = '';
    this.#by('ld-link').querySelector('[data-when=plain]')?.remove();
    await this.#sender.send();
    this.#showLink();
  }

  #submitted(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (!('order' in form.dataset)) return;
    const deed = deedOf(
      new FormData(form, event.submitter),
      this.#orders,
      (title) => this.#cluster(title),
      newId,
    );
    if (!deed) return;
    event.preventDefault();
    // The reason was typed and sent: the card may change now.
    (form.closest('details.ld-hide') as HTMLDetailsElement | null)?.removeAttribute('open');
    if (deed.verb === 'gather' && form.id === 'ld-gather') {
      form.reset();
      this.#list.unpick();
      this.#showPicked();
    }
    if (deed.verb === 'gather') this.#offerUndo(deed);
    else this.#by('ld-undo').replaceChildren();
    void this.#sender.add(deed);
  }

  #cluster(title: string): string {
    const known = [...this.#head.querySelectorAll<HTMLOptionElement>('#ld-titles option')];
    return known.find((one) => one.value === title)?.dataset['cluster'] ?? '';
  }

  #offerUndo(gathered: Deed): void {
    const words = this.#document.createElement('p');
    words.textContent = `${this.#data('gathered')} `;
    const button = this.#document.createElement('button');
    button.type = 'button';
    button.className = 'nl-button nl-button--secondary';
    button.textContent = this.#data('undo');
    button.addEventListener('click', () => {
      void this.#sender.add({ id: newId(), verb: 'undo', body: { deed: gathered.id }, said_in: '' });
      this.#by('ld-undo').replaceChildren();
    });
    words.append(button);
    this.#by('ld-undo').replaceChildren(words);
  }

  async #ask(): Promise<void> {
    const news = await this.#since(this.#number);
    this.#number = Math.max(this.#number, news.number);
    fill(this.#head, news.head);
    this.#list.take(news.cards);
    if (this.#list.size() > news.count) this.#list.replace((await this.#since(0)).cards);
    this.#marked();
    const now = this.#now();
    if (now.dataset['step'] !== this.#step) {
      this.#step = now.dataset['step'] ?? '';
      this.#by('ld-said').textContent = `${this.#data('stepSays')} ${now.dataset['stepTitle'] ?? ''}`;
    }
  }

  async #since(number: number): Promise<News> {
    const answer = await fetch(`${this.#data('news')}?since=${number}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as News;
  }

  #marked(): void {
    const now = this.#now();
    this.#clock.start(this.#head);
    this.#list.mark(now.dataset['step'] ?? '', now.dataset['lit'] ?? '');
  }

  #post(deeds: readonly Deed[]): Promise<Response> {
    const token = this.#root.querySelector<HTMLInputElement>('input[name=csrfmiddlewaretoken]')?.value ?? '';
    return fetch(this.#data('contribute'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token, Accept: 'application/json' },
      body: JSON.stringify({ deeds }),
    });
  }

  #stand(standing: Standing): void {
    this.#waiting = standing.waiting;
    this.#isReaching = standing.isReaching;
    this.#showLink();
    if (!standing.waiting) this.#fetching.want();
    const refused = standing.refused.map(({ deed, why }) => {
      const line = this.#document.createElement('p');
      line.className = 'ld-refused';
      line.append(`${why} `);
      const button = this.#document.createElement('button');
      button.type = 'button';
      button.className = 'nl-button nl-button--subtle';
      button.textContent = this.#data('drop');
      button.addEventListener('click', () => void this.#sender.drop(deed.id));
      line.append(button);
      return line;
    });
    this.#by('ld-problem').replaceChildren(...refused);
  }

  #showLink(): void {
    const link = this.#by('ld-link');
    const isWaiting = !this.#isReaching;
    link.dataset['link'] = isWaiting ? 'wait' : 'ok';
    for (const one of link.querySelectorAll<HTMLElement>('[data-when]')) one.hidden = (one.dataset['when'] === 'wait') !== isWaiting;
    const number = link.querySelector('[data-waiting]');
    if (number) number.textContent = String(this.#waiting);
  }

  #showPicked(): void {
    const count = this.#list.picked();
    this.#by('ld-chosen').textContent = count ? `(${count})` : '';
  }

  /** Which cards are shown is a matter of this screen alone: no need to ask the server. */
  #startShow(): void {
    const links = [...this.#document.querySelectorAll<HTMLAnchorElement>('a[data-show]')];
    for (const link of links) {
      link.addEventListener('click', (event) => {
        event.preventDefault();
        this.#by('ld-board').dataset['show'] = link.dataset['show'] ?? '';
        for (const one of links) one.toggleAttribute('aria-current', one === link);
        link.setAttribute('aria-current', 'true');
        history.replaceState(null, '', link.href);
      });
    }
  }

  #now(): HTMLElement {
    return this.#head.querySelector<HTMLElement>('.ld-now') ?? this.#head;
  }

  #data(name: string): string {
    return this.#root.dataset[name] ?? '';
  }

  #by(id: string): HTMLElement {
    return this.#document.getElementById(id) as HTMLElement;
  }
}
