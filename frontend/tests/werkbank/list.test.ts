import { beforeEach, expect, test } from 'vitest';
import type { Listing, Row } from '../../src/werkbank/answers';
import { between, List, shiftOf } from '../../src/werkbank/list';

const PAGE = `<div data-wb="ranking" data-up="omhoog" data-down="omlaag" data-none="te weinig cijfers">
  <table id="wb-lijst"><caption><span class="vk-table__note"></span></caption><tbody></tbody></table>
  <a data-wb-all href="?"></a></div>`;

const row = (code: string, over: Partial<Record<number, string | number | null>> = {}): Row => {
  const plain = [code, `Buurt ${code}`, 1, 1, 3, 1, '0,52', '40', '60', '50', '15/16'];
  return plain.map((value, at) => (at in over ? over[at] : value)) as unknown as Row;
};

const found = (rows: readonly Row[], over: Partial<Listing> = {}): Listing => ({
  query: 'weeg=soc:2&gebied=A',
  rest: 'weeg=soc:2',
  rows,
  sure: true,
  chosen: '',
  note: '2 van de 3',
  ...over,
});

const cells = (): string[][] =>
  [...document.querySelectorAll('tbody tr')].map((one) => [...one.children].map((cell) => cell.textContent.trim()));

let list: List;
beforeEach(() => {
  document.body.innerHTML = PAGE;
  list = new List(document);
});

test('between which places an area lies is not said before it is computed, nor of an area without a place', () => {
  expect(between(row('A'), true)).toBe('1–3');
  expect(between(row('A', { 4: 1 }), true)).toBe('1');
  expect(between(row('A'), false)).toBe('…');
  expect(between(row('A', { 2: null }), true)).toBe('–');
  expect(between(row('A', { 3: null }), true)).toBe('–');
});

test('an area that had no place before, or has none now, did not move', () => {
  expect(shiftOf(row('A', { 2: 4, 5: 9 }))).toBe(5);
  expect(shiftOf(row('A', { 5: null }))).toBe(0);
  expect(shiftOf(row('A', { 2: null, 5: 3 }))).toBe(0);
});

test('rows say place, interval, what it was, name, score and figures', () => {
  list.fill(found([row('A', { 2: 1, 5: 4 }), row('B', { 2: 2, 5: 1 }), row('C', { 2: null, 3: null, 4: null, 5: null, 6: '' })]));
  expect(cells()).toEqual([
    ['1', '1–3', '4 ▲omhoog', 'Buurt A', '0,52', '15/16'],
    ['2', '1–3', '1 ▼omlaag', 'Buurt B', '0,52', '15/16'],
    ['–', '–', '–', 'Buurt C', 'te weinig cijfers', '15/16'],
  ]);
  expect(document.querySelector('.vk-table__note')?.textContent).toBe('2 van de 3');
  expect(document.querySelector('[data-wb-all]')?.getAttribute('href')).toBe('?weeg=soc:2&gebied=A&alle=ja');
});

test('a link leads to the choice with that area, also where nothing was changed', () => {
  list.fill(found([row('A')]));
  expect(document.querySelector('[data-wb-area]')?.getAttribute('href')).toBe('?weeg=soc:2&gebied=A');
  list.fill(found([row('A')], { rest: '' }));
  expect(document.querySelector('[data-wb-area]')?.getAttribute('href')).toBe('?gebied=A');
});

test('a name from the data is text and never becomes a piece of page', () => {
  list.fill(found([row('A', { 1: '<img src=x onerror=alert(1)>' })]));
  expect(document.querySelector('img')).toBeNull();
  expect(cells()[0]?.[3]).toBe('<img src=x onerror=alert(1)>');
});

test('the same nodes are filled again; where the list grows or shrinks so do the rows', () => {
  list.fill(found([row('A'), row('B')]));
  const first = document.querySelector('tbody tr');
  list.fill(found([row('B'), row('A')]));
  expect(document.querySelector('tbody tr')).toBe(first);
  expect(cells().map((one) => one[3])).toEqual(['Buurt B', 'Buurt A']);
  list.fill(found([row('A')]));
  expect(cells()).toHaveLength(1);
  list.fill(found([row('A'), row('B'), row('C')]));
  expect(cells()).toHaveLength(3);
});

test('whoever was on the name of an area stays on that area when it moves', () => {
  list.fill(found([row('A'), row('B')]));
  document.querySelector<HTMLElement>('[data-wb-area="B"]')?.focus();
  list.fill(found([row('B'), row('A')]));
  expect((document.activeElement as HTMLElement).dataset['wbArea']).toBe('B');
});

test('dots stand where intervals are on their way, and go when these come', () => {
  list.fill(found([row('A')], { sure: false }));
  expect(document.querySelectorAll('.wb-soon')).toHaveLength(1);
  list.fill(found([row('A')]));
  expect(document.querySelectorAll('.wb-soon')).toHaveLength(0);
  expect(cells()[0]?.[1]).toBe('1–3');
});

test('the area that is taken apart is marked, and only that one', () => {
  list.fill(found([row('A'), row('B')], { chosen: 'B' }));
  const marked = () => [...document.querySelectorAll('[aria-current]')].map((one) => one.children[3]?.textContent);
  expect(marked()).toEqual(['Buurt B']);
  list.fill(found([row('A'), row('B')], { chosen: 'A' }));
  expect(marked()).toEqual(['Buurt A']);
});

test('a page without a table says so, and stays as it is', () => {
  document.body.innerHTML = '<div data-wb="ranking"></div>';
  expect(list.isThere).toBe(false);
  list.fill(found([row('A')]));
  expect(document.body.textContent).toBe('');
});
