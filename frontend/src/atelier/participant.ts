// The page of who takes part: holds the board, what this person chose and what waits, and draws it all when it changes.
import { html, render } from 'lit/html.js';
import { BesideData, there } from './besideData';
import { Board } from './board';
import type { Card, Person, Place, Run, Step, Values } from './contract';
import { Drafts } from './drafts';
import { putBack } from './focus';
import type { Here, Ui } from './here';
import { stepOf } from './here';
import { newId } from './ids';
import { Mine } from './mine';
import { keepPage, loadBoard, saveBoard } from './offline';
import type { Deed, Drawer } from './outbox';
import { addPart } from './parts/add';
import { areaFold, isPointing, isUnfolded, mapFold } from './parts/beside';
import { boardPart } from './parts/board';
import { draftNames, prosePart } from './parts/prose';
import { statementsPart } from './parts/statements';
import { standingPart, standingWords, topPart } from './parts/top';
import { Post } from './post';
import { type Standing, Sender } from './sender';
import { noteOut, ownName } from './sharing';
import { Sheet } from './sheet';
import { Stream } from './stream';
import { type Texts, textsFor } from './textsFor';
import { Countdown, timeWords } from './timing';
import { nameOf } from './within';

/** Cards that come in are read out together, at most this often: a voice at every card helps nobody. */
const TELL_EVERY = 12_000;
const SAVE_EVERY = 15_000;
const ASK_AGAIN_EVERY = 30_000;
const FIRST_UI: Ui = {
  formStep: '',
  wrong: [],
  showsAll: false,
  open: null,
  picks: new Set(),
  pile: '',
  pileWrong: false,
  gathered: '',
  statement: '',
  pointsWrong: '',
  writing: new Map(),
  settling: new Set(),
  unfolded: {},
  buurt: '',
  map: 0,
};

export class Participant implements Here {
  readonly words: Values;
  readonly texts: Texts;
  readonly board = new Board();
  readonly drafts: Drafts;
  readonly mine: Mine;
  readonly beside: BesideData;
  readonly sheet: Sheet;
  readonly isKept: boolean;
  ui: Ui = FIRST_UI;
  standing: Standing = { waiting: 0, deeds: [], refused: [], isReaching: true, isOut: false };
  isHearing = true;
  readonly #root: HTMLElement;
  readonly #drawer: Drawer;
  readonly #storage: Storage | undefined;
  readonly #sender: Sender;
  readonly #stream: Stream;
  readonly #countdown = new Countdown();
  readonly #ours = new Map<string, Deed>();
  readonly #within = new Map<string, string>();
  readonly #claims = new Map<string, number>();
  /** Key of the step as last drawn; empty before the first, undefined before the page begins. */
  #step: string | undefined;
  #isDrawing = false;
  #wasPaused = false;
  #focus = '';
  #fresh = 0;
  #toldAt = 0;
  #telling = 0;

  constructor(root: HTMLElement, words: Values, kept: { drawer: Drawer; isKept: boolean; storage: Storage | undefined }) {
    this.#root = root;
    this.words = words;
    this.texts = textsFor(words.lang);
    this.isKept = kept.isKept;
    this.#drawer = kept.drawer;
    this.drafts = new Drafts(ownName(words), kept.storage);
    this.#storage = kept.storage;
    const before = loadBoard(kept.storage, ownName(words), words.news, Date.now());
    this.board.take(words.news);
    if (before) this.board.take(before);
    this.mine = new Mine(before?.mine ?? words.mine);
    const post = new Post(words, location.pathname);
    this.#sender = new Sender(kept.drawer, (deeds) => post.send(deeds), (standing) => this.#stand(standing));
    this.#stream = new Stream(this.board, words.addresses, (keys) => this.#news(keys), (isHearing) => this.#hear(isHearing));
    this.beside = new BesideData(words.addresses, () => this.draw());
    const texts = this.texts;
    this.sheet = new Sheet(this.beside, words, {
      drawn: () => this.#place(),
      change: (place) => this.#setPlace(place),
      say: (what, name) => this.say(what === 'taken' ? texts.pointAway : what === 'crossed' ? (name ? texts.crossAt(name) : '') : texts.drawn(this.#place()?.points.length ?? 0, name)),
      picked: (code) => this.#lookAt(code),
    }, { ctrl: texts.gestures.ctrl, touch: texts.gestures.touch }, () => this.draw());
  }

  /** Draw what the page brought, send what waited, and listen. */
  async start(): Promise<void> {
    this.#takeRun();
    const writing = new Map<string, number>();
    for (const key of Object.keys(this.words.blocks)) if (this.drafts.has(draftNames(key).text)) writing.set(key, Number(this.drafts.text(draftNames(key).base)));
    this.ui = { ...this.ui, formStep: this.#firstFormStep(), writing };
    for (const one of await this.#drawer.all()) this.#own(one.deed);
    await this.#sender.tell();
    // Until here the page stands as it was without scripts.
    this.#root.replaceChildren();
    this.#drawNow();
    this.#root.classList.add('at--live');
    this.#stream.start();
    void this.#sender.send();
    addEventListener('online', () => {
      this.beside.again();
      void this.#sender.send();
    });
    setInterval(() => this.beside.again(), ASK_AGAIN_EVERY);
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#sender.send();
    });
    addEventListener('pagehide', () => this.#save());
    setInterval(() => this.#tick(), 1000);
    setInterval(() => this.#save(), SAVE_EVERY);
    void keepPage(this.words.addresses.offline);
  }

  get run(): Run | undefined {
    return this.board.run();
  }

  get step(): Step | undefined {
    return stepOf(this, this.run?.step ?? '');
  }

  get left(): number | null {
    return this.#countdown.seconds(performance.now());
  }

  get pending(): readonly Card[] {
    const refused = new Set(this.standing.refused.map((one) => one.deed.id));
    return [...this.#ours.values()].filter((one) => !refused.has(one.id)).map((one) => this.#cardOf(one)).reverse();
  }

  within(card: Card): string {
    if (!card.place?.points.length) return '';
    const shapes = there(this.beside.shapes());
    if (!shapes) return '';
    const known = this.#within.get(card.card);
    if (known !== undefined) return known;
    const found = nameOf(card.place, shapes.features);
    this.#within.set(card.card, found);
    return found;
  }

  isWriting(block: string): boolean {
    return performance.now() < (this.#claims.get(block) ?? 0);
  }

  async act(verb: string, body: Readonly<Record<string, unknown>>, saidIn?: string): Promise<string | undefined> {
    const deed: Deed = { id: newId(), verb, body, said_in: saidIn ?? this.run?.step ?? '' };
    this.#own(deed);
    try {
      await this.#sender.add(deed);
    } catch {
      this.#ours.delete(String(body['card']));
      this.say(this.texts.notKept);
      this.draw();
      return undefined;
    }
    return deed.id;
  }

  drop(id: string): void {
    for (const [card, deed] of this.#ours) if (deed.id === id) this.#ours.delete(card);
    void this.#sender.drop(id);
    this.focus('#at-board');
  }

  again(id: string): void {
    void this.#sender.retry(id);
    this.focus('#at-board');
  }

  set(part: Partial<Ui>): void {
    this.ui = { ...this.ui, ...part };
    this.draw();
  }

  say(text: string): void {
    const spot = document.getElementById('at-said');
    if (!spot || !text) return;
    // The same sentence twice is read twice.
    spot.textContent = spot.textContent === text ? `${text} ` : text;
  }

  focus(selector: string): void {
    this.#focus = selector;
    this.draw();
  }

  draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    this.#isDrawing = false;
    const held = document.activeElement;
    const isPointed = isPointing(this);
    const needsMap = isPointed || isUnfolded(this, 'map');
    if (needsMap) this.sheet.want(this.ui.map, isPointed, this.texts.drawLabel);
    render(this.#page(), this.#root);
    this.sheet.show(isPointed ? this.#place() : null);
    this.sheet.showCards(this.board.cards().flatMap((one) => (one.place?.points.length ? [one.place] : [])));
    this.sheet.choose(this.ui.buurt);
    if (this.#focus) {
      document.querySelector<HTMLElement>(this.#focus)?.focus();
      this.#focus = '';
    } else if (held instanceof HTMLElement && held !== document.activeElement) putBack(held);
  }

  #page(): ReturnType<typeof html> {
    const isVoting = this.step?.acts.includes('vote') ?? false;
    const view = this.step?.view;
    return html`${standingPart(this)} ${topPart(this)}
      <div class="at-body">
        <div class="at-do">
          ${isVoting ? statementsPart(this) : ''} ${view === 'kaart' ? mapFold(this) : ''} ${view === 'verhaal' ? areaFold(this) : ''}
          ${addPart(this)} ${prosePart(this)}
          <div class="at-folds">${view === 'kaart' ? '' : mapFold(this)} ${view === 'verhaal' ? '' : areaFold(this)}</div>
        </div>
        <div class="at-see">${boardPart(this)}</div>
      </div>`;
  }

  #firstFormStep(): string {
    const running = this.run?.step ?? '';
    if (this.drafts.card(running).text.trim()) return running;
    const visited = this.run?.visited ?? [];
    const typed = this.drafts.steps().filter((one) => visited.includes(one));
    return typed.at(-1) ?? running;
  }

  /** Take in what the stream told. */
  #news(keys: string[]): void {
    for (const key of keys) {
      const card = this.board.card(key);
      if (card && !this.#ours.has(key) && card.by.id !== this.words.me.id && card.reactions.length === 0 && card.tally.people === 0) this.#fresh += 1;
      this.#ours.delete(key);
      if (key.startsWith('block ')) this.#takeClaim(key.slice('block '.length));
    }
    if (keys.includes('run')) this.#takeRun();
    this.#tellFresh();
    this.draw();
  }

  #takeClaim(block: string): void {
    const seconds = this.board.block(block)?.writes_for ?? 0;
    this.#claims.set(block, performance.now() + seconds * 1000);
  }

  #takeRun(): void {
    const before = this.#step;
    this.#afterPause();
    this.#countdown.take(this.run, performance.now());
    const step = this.step;
    if (this.#step === (step?.key ?? '')) return;
    this.#step = step?.key ?? '';
    if (!step) return;
    if (before === undefined) return;
    // Who is in the middle of a card finishes it first.
    const isTyping = this.drafts.card(this.ui.formStep).text.trim() !== '';
    this.ui = { ...this.ui, formStep: isTyping ? this.ui.formStep : step.key, showsAll: false, open: null, picks: new Set(), statement: '', unfolded: {} };
    this.say(this.texts.newStep(step.title, step.question));
    if (!isTyping && !this.#root.contains(document.activeElement)) scrollTo({ top: 0 });
  }

  /** What came in during a pause was refused; after it, it is sent again by itself. */
  #afterPause(): void {
    const state = this.run?.state;
    if (this.#wasPaused && state === 'runs') for (const { deed } of this.standing.refused) void this.#sender.retry(deed.id);
    this.#wasPaused = state === 'paused';
  }

  #tellFresh(): void {
    if (!this.#fresh || this.#telling) return;
    const wait = Math.max(0, this.#toldAt + TELL_EVERY - performance.now());
    this.#telling = window.setTimeout(() => {
      this.#telling = 0;
      this.#toldAt = performance.now();
      this.say(this.texts.fresh(this.#fresh));
      this.#fresh = 0;
    }, wait);
  }

  #hear(isHearing: boolean): void {
    this.isHearing = isHearing;
    this.say(isHearing ? this.texts.back : standingWords(this));
    if (isHearing) void this.#sender.send();
    this.draw();
  }

  #stand(standing: Standing): void {
    const before = this.standing;
    this.standing = standing;
    if (standing.isOut && !before.isOut) noteOut(this.#storage, this.words);
    this.mine.take(standing.deeds, new Set(standing.refused.map((one) => one.deed.id)));
    if (before.isReaching && !standing.isReaching) this.say(standingWords(this));
    else if (before.refused.length < standing.refused.length || (before.isOut !== standing.isOut && standing.isOut)) this.say(standingWords(this));
    else if (!before.isReaching && standing.isReaching && !standing.waiting) this.say(this.texts.allSent);
    this.draw();
  }

  #own(deed: Deed): void {
    const card = String(deed.body['card'] ?? '');
    if (deed.verb === 'contribute' && !this.board.card(card)) this.#ours.set(card, deed);
  }

  /** A card of this device as the board will show it. */
  #cardOf(deed: Deed): Card {
    const body = deed.body as Partial<Card>;
    const by: Person = { ...this.words.me, origin: '' };
    return {
      ...{ item: '', kind: 'card', number: 0, form: 'note', text: '', theme: '', sentiment: 'neutral', perspective: '', place: null, indicator: '', link: '', of: '' },
      ...{ channel: 'screen', at: '', cluster: '', amended: 0, reactions: [], tally: { people: 0 }, card: '' },
      ...body,
      by,
      step: deed.said_in,
    } as Card;
  }

  /** Show what is known of a buurt that was pressed on the map. */
  #lookAt(code: string): void {
    this.set({ buurt: code, unfolded: { ...this.ui.unfolded, area: true } });
    this.focus('#at-beside-area');
  }

  #place(): Place | null {
    return this.drafts.card(this.ui.formStep).place;
  }

  #setPlace(place: Place): void {
    this.drafts.setCard(this.ui.formStep, { place });
    this.set({ wrong: [] });
  }

  #save(): void {
    saveBoard(this.#storage, ownName(this.words), this.board, this.mine.known(), Date.now());
  }

  /** Once a second the time, and nothing else. */
  #tick(): void {
    const spot = document.getElementById('at-time');
    if (spot && this.run?.state === 'runs') {
      const told = timeWords(this.left, this.texts.time);
      // Lit owns what stands there: it is drawn again where the words differ.
      if (spot.textContent !== told) this.draw();
    }
    if ([...this.#claims.values()].some((until) => until > 0 && until < performance.now())) {
      for (const [key, until] of this.#claims) if (until < performance.now()) this.#claims.delete(key);
      this.draw();
    }
  }
}
