import { describe, expect, it } from 'vitest';
import { Board } from '../../src/atelier/board';
import { cardElement, shortened } from '../../src/atelier/card';
import { bodyOf, missing } from '../../src/atelier/compose';
import type { Card, Step, Words } from '../../src/atelier/contract';
import { Drafts, EMPTY } from '../../src/atelier/drafts';
import { newId } from '../../src/atelier/ids';
import { featuresOf } from '../../src/atelier/placeMap';
import { dutch } from '../../src/atelier/texts';
import { en } from '../../src/atelier/textsEn';
import { Countdown, timeWords } from '../../src/atelier/timing';
import { nameAround } from '../../src/atelier/within';

const words: Words = {
  lang: 'nl',
  atelier: { id: 'x', name: 'Proef' },
  icons: '/i.svg',
  steps: [],
  parties: { bewoner: 'Bewoner' },
  themes: [{ key: 'wonen', name: 'Wonen' }],
  perspectives: [],
  blocks: {},
  areas: [],
  indicators: {},
};
const person = { id: 'p', name: 'Fatima', party: 'bewoner', origin: 'bewoner' };
const card = (part: Partial<Card>): Card => ({
  ...{ item: 'a', kind: 'card', card: 'a', number: 1, form: 'note', text: 'Tekst', theme: '', sentiment: 'neutral', perspective: '', place: null, indicator: '', link: '', of: '' },
  ...{ step: 's', channel: 'screen', at: '', by: person, cluster: '', amended: 0, reactions: [], tally: { people: 0 } },
  ...part,
});
const step = (part: Partial<Step>): Step => ({
  ...{ key: 's', title: '', question: '', goal: '', minutes: 5, view: 'board', forms: ['note', 'figure', 'problem'], acts: [], parties: [], dots: 0, points: 0, blocks: [], on: [] },
  ...part,
});

describe('a card', () => {
  it('shows what people wrote as text, never as a page', () => {
    const shown = cardElement(card({ text: '<img src=x onerror=alert(1)>' }), words);
    expect(shown.querySelector('img')).toBeNull();
    expect(shown.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it('says who, in which role, about what, and that it came from paper', () => {
    const shown = cardElement(card({ theme: 'wonen', channel: 'paper', place: { kind: 'street', points: [], words: 'Kade' } }), words).textContent;
    for (const part of ['Fatima, Bewoner', 'van papier', 'Wonen', 'Kade']) expect(shown).toContain(part);
  });

  it('does not name who was erased', () => {
    expect(cardElement(card({ by: { ...person, name: '' } }), words).textContent).toContain('gewist');
  });

  it('is named by its first whole words', () => {
    expect(shortened('De speeltuin is dicht sinds de zomer', 24)).toBe('De speeltuin is dicht…');
    expect(shortened('Kort')).toBe('Kort');
  });
});

describe('the board as rows', () => {
  it('has the newest on top, and a pile where its newest card stands', () => {
    const board = new Board();
    const items = [card({ item: 'a', card: 'a', number: 1, cluster: 'k' }), card({ item: 'b', card: 'b', number: 2 }), card({ item: 'c', card: 'c', number: 3, cluster: 'k' })];
    board.take({ number: 3, items: [...items, { item: 'cluster k', kind: 'cluster', cluster: 'k', title: 'Stapel' }] });
    expect(board.rows().map((row) => [row.title, row.cards.map((one) => one.card)])).toEqual([['Stapel', ['c', 'a']], ['', ['b']]]);
    board.take({ number: 4, items: [{ item: 'c', kind: 'card', gone: true }] });
    expect(board.rows().map((row) => row.key)).toEqual(['b', 'k']);
  });
});

describe('from what was filled in to a deed', () => {
  it('says what is missing, in the order of the form', () => {
    expect(missing({ ...EMPTY, form: 'figure', where: 'buurt' }, step({}))).toEqual(['indicator', 'text', 'buurt']);
    expect(missing({ ...EMPTY, text: 'x'.repeat(601) }, step({}))).toEqual(['long']);
    const line = { kind: 'line', points: [[5, 52]], words: '' } as const;
    expect(missing({ ...EMPTY, text: 'x', where: 'map', place: line }, step({}))).toEqual(['place']);
  });

  it('leaves out what was left open', () => {
    expect(bodyOf({ ...EMPTY, text: ' Hallo ' }, step({}), 'id')).toEqual({ card: 'id', form: 'note', text: 'Hallo' });
  });

  it('tells a cause to which problem it belongs, and a problem nothing', () => {
    const draft = { ...EMPTY, form: 'problem' as const, text: 'x', of: 'p' };
    expect(bodyOf({ ...draft, link: 'cause' }, step({}), 'id')).toMatchObject({ link: 'cause', of: 'p' });
    expect(bodyOf({ ...draft, link: 'problem' }, step({}), 'id')).not.toHaveProperty('of');
  });

  it('falls back on what the step asks for when a draft is of another kind', () => {
    expect(bodyOf({ ...EMPTY, form: 'statement', text: 'x' }, step({ forms: ['note'] }), 'id')).toMatchObject({ form: 'note' });
  });
});

describe('what was typed', () => {
  it('is there again after a reload, and in a browser that keeps nothing the page still works', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) } as unknown as Storage;
    new Drafts('x', storage).setCard('s', { text: 'Half' });
    expect(new Drafts('x', storage).card('s').text).toBe('Half');
    expect(new Drafts('y', storage).card('s').text).toBe('');
    const full = { getItem: () => '{broken', setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } } as unknown as Storage;
    const drafts = new Drafts('x', full);
    drafts.setCard('s', { text: 'Half' });
    expect(drafts.card('s').text).toBe('Half');
  });
});

describe('time and place', () => {
  it('counts on by itself, stands still in a break, and says when it is over', () => {
    const countdown = new Countdown();
    const run = { item: 'run', kind: 'run', state: 'runs', step: 's', left: 600, visited: [], spotlight: '', at: 'a' } as const;
    countdown.take(run, 0);
    expect(timeWords(countdown.seconds(60_000), dutch.time)).toBe('nog 9 minuten');
    expect(timeWords(countdown.seconds(598_000), dutch.time)).toBe('nog 5 seconden');
    expect(timeWords(countdown.seconds(700_000), dutch.time)).toBe('de tijd is om');
    countdown.take({ ...run, state: 'paused', left: 300, at: 'b' }, 0);
    expect(countdown.seconds(90_000)).toBe(300);
  });

  it('names the area around a point, holes left out', () => {
    const ring = (low: number, high: number): [number, number][] => [[low, low], [high, low], [high, high], [low, high], [low, low]];
    const shapes = [
      { type: 'Feature' as const, id: 0, properties: { code: 'a', name: 'Ring' }, geometry: { type: 'Polygon' as const, coordinates: [ring(0, 10), ring(4, 6)] } },
      { type: 'Feature' as const, id: 1, properties: { code: 'b', name: 'Midden' }, geometry: { type: 'MultiPolygon' as const, coordinates: [[ring(4, 6)]] } },
    ];
    expect([nameAround([1, 1], shapes), nameAround([5, 5], shapes), nameAround([11, 1], shapes)]).toEqual(['Ring', 'Midden', '']);
  });

  it('draws an area of two points as a line, and closes one of three', () => {
    const kinds = (count: number): string[] => featuresOf([{ kind: 'area', points: [[0, 0], [1, 0], [1, 1]].slice(0, count) as [number, number][], words: '' }], false).map((one) => one.geometry.type);
    expect([kinds(1), kinds(2), kinds(3)]).toEqual([['Point'], ['LineString'], ['Polygon']]);
  });
});

describe('ids and words', () => {
  it('makes ids that the server takes, also without a secure page', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(newId()).toMatch(uuid);
    const known = crypto.randomUUID;
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    const ids = Array.from({ length: 50 }, newId);
    Object.defineProperty(crypto, 'randomUUID', { value: known, configurable: true });
    for (const one of ids) expect(one).toMatch(uuid);
    expect(new Set(ids).size).toBe(50);
  });

  it('says everything in both languages', () => {
    const paths = (value: unknown, at = ''): string[] =>
      value && typeof value === 'object' ? Object.entries(value).flatMap(([key, one]) => paths(one, `${at}.${key}`)) : [at];
    expect(paths(en).sort()).toEqual(paths(dutch).sort());
  });
});
