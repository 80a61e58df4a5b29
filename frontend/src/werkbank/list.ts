// Writes the list of areas in the rows of the table, as the template of the server does: only what is otherwise.
import type { Listing, Row } from './answers';

const SVG = 'http://www.w3.org/2000/svg';

export interface Words {
  readonly up: string;
  readonly down: string;
  readonly none: string;
}

/** Between which places an area lies: a dash without a score, dots while that is not computed. */
export const between = (row: Row, isSure: boolean): string => {
  const [, , place, low, high] = row;
  if (place === null) return '–';
  if (!isSure) return '…';
  if (low === null || high === null) return '–';
  return low === high ? String(low) : `${low}–${high}`;
};

/** How many places up the list an area came; below zero for down. */
export const shiftOf = (row: Row): number => {
  const [, , place, , , before] = row;
  return place === null || before === null ? 0 : before - place;
};

const setText = (node: Node, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};

const setAttribute = (node: Element, name: string, value: string): void => {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
};

/** One row of the table: its nodes are made once and filled again and again. */
class RowView {
  readonly node: HTMLTableRowElement;
  readonly #place: HTMLTableCellElement;
  readonly #between: HTMLTableCellElement;
  readonly #was: HTMLTableCellElement;
  readonly #link: HTMLAnchorElement;
  readonly #score: HTMLTableCellElement;
  readonly #bar: HTMLSpanElement;
  readonly #number: Text;
  readonly #rects: readonly SVGRectElement[];
  readonly #none: HTMLSpanElement;
  readonly #measured: HTMLSpanElement;
  readonly #words: Words;
  #shift = '';

  constructor(document: Document, words: Words) {
    const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name = ''): HTMLElementTagNameMap[K] => {
      const made = document.createElement(tag);
      if (name) made.className = name;
      return made;
    };
    this.#words = words;
    this.node = make('tr');
    this.#place = make('td', 'vk-number wb-place');
    this.#between = make('td', 'vk-nowrap');
    this.#was = make('td', 'vk-nowrap');
    const name = make('th');
    name.scope = 'row';
    this.#link = make('a', 'nl-link');
    name.append(this.#link);
    this.#score = make('td');
    this.#bar = make('span', 'wb-score');
    const drawing = document.createElementNS(SVG, 'svg');
    for (const [key, value] of Object.entries({
      class: 'wb-score__bar',
      viewBox: '0 0 100 10',
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
      focusable: 'false',
    })) {
      drawing.setAttribute(key, value);
    }
    this.#rects = ['maybe', 'sure', 'at'].map((part) => {
      const rect = document.createElementNS(SVG, 'rect');
      rect.setAttribute('class', `wb-score__${part}`);
      // In the order of the template, so that both can be laid side by side.
      if (part === 'at') rect.setAttribute('x', '0');
      rect.setAttribute('width', part === 'at' ? '0.8' : '0');
      rect.setAttribute('height', '10');
      return rect;
    });
    drawing.append(...this.#rects);
    this.#number = document.createTextNode('');
    this.#bar.append(drawing, this.#number);
    this.#none = make('span', 'vk-missing');
    this.#none.textContent = words.none;
    const figures = make('td', 'vk-number');
    this.#measured = make('span', 'vk-meta');
    figures.append(this.#measured);
    this.node.append(this.#place, this.#between, this.#was, name, this.#score, figures);
  }

  fill(row: Row, found: Listing): void {
    const [code, name, place, , , , score, sure, maybe, at, measured] = row;
    setText(this.#place, place === null ? '–' : String(place));
    this.#fillBetween(between(row, found.sure), place !== null && !found.sure);
    this.#fillShift(row);
    setText(this.#link, name);
    setAttribute(this.#link, 'href', `?${found.rest ? `${found.rest}&` : ''}gebied=${code}`);
    setAttribute(this.#link, 'data-wb-area', code);
    if (score) {
      for (const [index, [key, value]] of [['width', maybe], ['width', sure], ['x', at]].entries()) {
        setAttribute(this.#rects[index] as SVGRectElement, key as string, value as string);
      }
      if (this.#number.data !== ` ${score}`) this.#number.data = ` ${score}`;
    }
    const shown = score ? this.#bar : this.#none;
    if (this.#score.firstChild !== shown) this.#score.replaceChildren(shown);
    setText(this.#measured, measured);
    if (code === found.chosen) setAttribute(this.node, 'aria-current', 'true');
    else if (this.node.hasAttribute('aria-current')) this.node.removeAttribute('aria-current');
  }

  #fillBetween(text: string, isSoon: boolean): void {
    const soon = this.#between.firstElementChild;
    if (!isSoon) {
      if (soon || this.#between.textContent !== text) this.#between.textContent = text;
    } else if (!soon) {
      const dots = this.node.ownerDocument.createElement('span');
      dots.className = 'wb-soon';
      dots.textContent = text;
      this.#between.replaceChildren(dots);
    }
  }

  #fillShift(row: Row): void {
    const shift = Math.sign(shiftOf(row));
    const before = row[5];
    const key = `${shift} ${before}`;
    if (this.#shift === key) return;
    this.#shift = key;
    const document = this.node.ownerDocument;
    const span = document.createElement('span');
    this.#was.replaceChildren(span);
    if (!shift) {
      span.className = 'vk-meta';
      span.textContent = before === null ? '–' : String(before);
      return;
    }
    span.className = shift > 0 ? 'wb-up' : 'wb-down';
    const arrow = document.createElement('span');
    arrow.setAttribute('aria-hidden', 'true');
    arrow.textContent = shift > 0 ? '▲' : '▼';
    const words = document.createElement('span');
    words.className = 'vk-sr';
    words.textContent = shift > 0 ? this.#words.up : this.#words.down;
    span.append(`${before} `, arrow, words);
  }
}

/** The table of the page; null where the page has none, as after a choice that could not be. */
export class List {
  readonly #document: Document;
  #body: HTMLTableSectionElement | null = null;
  #rows: RowView[] = [];

  constructor(document: Document) {
    this.#document = document;
  }

  get #spot(): HTMLElement | null {
    return this.#document.querySelector<HTMLElement>('[data-wb="ranking"]');
  }

  /** Whether there is a table to write in. */
  get isThere(): boolean {
    return this.#document.querySelector('#wb-lijst tbody') !== null;
  }

  /** Write what the server found; whoever was on the name of an area stays on it. */
  fill(found: Listing): void {
    const body = this.#document.querySelector<HTMLTableSectionElement>('#wb-lijst tbody');
    const spot = this.#spot;
    if (!body || !spot) return;
    if (body !== this.#body) {
      this.#body = body;
      this.#rows = [];
    }
    const held = this.#document.activeElement?.closest<HTMLElement>('#wb-lijst [data-wb-area]')?.dataset['wbArea'];
    const words = {
      up: spot.dataset['up'] ?? '',
      down: spot.dataset['down'] ?? '',
      none: spot.dataset['none'] ?? '',
    };
    const isNew = this.#rows.length !== found.rows.length;
    while (this.#rows.length < found.rows.length) this.#rows.push(new RowView(this.#document, words));
    this.#rows.length = found.rows.length;
    found.rows.forEach((row, at) => this.#rows[at]?.fill(row, found));
    if (isNew) body.replaceChildren(...this.#rows.map((one) => one.node));
    const note = this.#document.querySelector('#wb-lijst .vk-table__note');
    if (note) setText(note, found.note);
    const every = spot.querySelector<HTMLAnchorElement>('[data-wb-all]');
    if (every) every.setAttribute('href', `?${found.query ? `${found.query}&` : ''}alle=ja`);
    if (held) body.querySelector<HTMLElement>(`[data-wb-area="${held}"]`)?.focus({ preventScroll: true });
  }
}
