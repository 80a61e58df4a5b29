import { describe, expect, it } from 'vitest';
import { inOrderOf } from '../../src/kaart/contract.js';
import { likelyAt } from '../../src/kaart/screen.js';
import { findNames, plain } from '../../src/kaart/search.js';
import type { State } from '../../src/kaart/state.js';
import { mix, paintOf, PATTERNS, viewOf } from '../../src/kaart/view.js';
import { aMap, anAtlas } from './atlases.js';

const STATE: State = { kaart: 7, niveau: 'buurt', jaar: null, wijze: 'absoluut', klasse: null, gebied: null, met: null, filter: [] };
const view = (state: Partial<State> = {}, atlas = anAtlas()) => {
  const found = viewOf(atlas, { ...STATE, ...state });
  if (!found) throw new Error('no view');
  return found;
};

describe('how areas are painted', () => {
  it('a class has its colour and pattern, what is missing its own', () => {
    const paint = paintOf(view(), null);
    expect(paint.colours[1]).toBe('#D9542B');
    expect(PATTERNS[paint.patterns[1] ?? 0]).toBe('hatch');
    expect(paint.colours[4]).toBe('#FFFFFF');
    expect(PATTERNS[paint.patterns[4] ?? 0]).toBe('missing');
  });

  it('a class that is not sure enough fades to paper, and never to another colour', () => {
    const paint = paintOf(view(), null);
    expect(paint.colours[2]).toBe(mix('#D9542B', '#FBFAF6', 0.55));
    expect([...paint.unsure]).toEqual([0, 0, 1, 0, 0]);
  });

  it('an area that does not pass the filter is almost paper and has no pattern', () => {
    const paint = paintOf(view(), new Uint8Array([1, 0, 0, 0, 0]));
    expect(paint.colours[0]).toBe('#8FBBD9');
    expect([...paint.patterns]).toEqual([0, 0, 0, 0, 0]);
    expect([...paint.unsure]).toEqual([0, 0, 0, 0, 0]);
  });

  it('the chance of a class is drawn in five steps of its colour, and nothing is unsure then', () => {
    const found = view({ klasse: 'onder_druk' });
    expect(found.chanceOf?.code).toBe('onder_druk');
    expect(found.classOf).toEqual([0, 4, 3, 3, -1]);
    expect(found.classes.map((one) => one.count)).toEqual([1, 0, 0, 2, 1]);
  });

  it('a class that the map does not have shows the classes', () => {
    expect(view({ klasse: 'stap_9' }).chanceOf).toBeNull();
  });

  it('a map beside the average takes its words from the map as measured', () => {
    const beside = { map: 1, classes: [0, 0, 0, 0, 0] };
    const atlas = anAtlas({ maps: [aMap({ number: 1, title: 'Aandeel' })], relative: [beside] });
    const found = view({ kaart: 1, wijze: 'relatief' }, atlas);
    expect(found.relative).toBe(true);
    expect(found.map.title).toBe('Aandeel');
  });

  it('map 7 beside the average is map 8', () => {
    const atlas = anAtlas({ maps: [aMap(), aMap({ number: 8 })] });
    expect(view({ wijze: 'relatief' }, atlas).map.number).toBe(8);
  });

  it('a map that is not there has no view', () => {
    expect(viewOf(anAtlas(), { ...STATE, kaart: 9 })).toBeNull();
  });
});

describe('how sure a class is', () => {
  it('is the chance of that class', () => {
    expect(likelyAt(view(), 1)).toEqual({ chance: 0.83, of: null });
  });

  it('where the map names none, the likeliest class is named with its chance', () => {
    expect(likelyAt(view(), 3)).toMatchObject({ chance: 0.6, of: { code: 'onder_druk' } });
  });

  it('is not known where nothing is', () => {
    expect(likelyAt(view(), 4)).toBeNull();
  });

  it('the chances of the signaleringskaart overlap, so that its class need not be the likeliest', () => {
    const atlas = anAtlas({ maps: [aMap({ kind: 'signalering', classes: [1, 1, 1, 2, -1] })] });
    expect(likelyAt(view({}, atlas), 0)).toEqual({ chance: 0.05, of: null });
  });
});

describe('an atlas of another year', () => {
  it('is laid in the order of the drawn shapes', () => {
    const turned = inOrderOf(anAtlas(), ['BU05', 'BU99', 'BU01']);
    expect(turned.areas.names).toEqual(['Sint-Annakwartier', 'BU99', 'Midden']);
    expect((turned.maps[0] as { classes: number[] }).classes).toEqual([-1, -1, 0]);
    expect(turned.figures[0]?.values).toEqual([null, null, 10]);
  });

  it('in the same order it is left as it is', () => {
    const atlas = anAtlas();
    expect(inOrderOf(atlas, atlas.areas.codes)).toBe(atlas);
  });
});

describe('finding a name', () => {
  const names = ['Oog in Al', 'Hoograven', 'Oudegein', 'Café-kwartier', 'Al'];

  it('beginnings come before words, words before parts', () => {
    expect(findNames(names, 'oo', 9)).toEqual([0, 1]);
    expect(findNames(names, 'al', 9)).toEqual([4, 0]);
  });

  it('accents and signs do not matter', () => {
    expect(plain('Café-kwartier')).toBe('cafe kwartier');
    expect(findNames(names, 'cafe k', 9)).toEqual([3]);
  });

  it('nothing typed finds nothing', () => {
    expect(findNames(names, ' ', 9)).toEqual([]);
  });
});
