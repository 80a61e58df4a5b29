import { describe, expect, it } from 'vitest';
import { boundsOf, centres, groupBorders, groupCentres, nearest, nextTowards, ringCentre } from '../../src/kaart/geometry.js';
import { wishOf } from '../../src/kaart/keys.js';
import { numbered } from '../../src/kaart/model.js';
import { CODES, shapes } from './atlases.js';

const areas = shapes().features;
const places = centres(areas, 5);

describe('where areas lie', () => {
  it('the centre of a square is its middle, whichever way it is drawn', () => {
    expect(ringCentre([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]])).toEqual({ centre: [1, 1], size: 4 });
    expect(ringCentre([[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]])).toEqual({ centre: [1, 1], size: 4 });
  });

  it('an area of two parts lies where the larger is', () => {
    const small = [[[0, 0], [0.1, 0], [0.1, 0.1], [0, 0]]] as [number, number][][];
    const large = [[[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]] as [number, number][][];
    const two = { ...areas[0]!, geometry: { type: 'MultiPolygon' as const, coordinates: [small, large] } };
    expect(centres([two], 1)[0]).toEqual([5, 5]);
  });

  it('the box holds all', () => {
    expect(boundsOf(areas)).toEqual([4, 51, 7, 54]);
    expect(boundsOf([])).toBeNull();
  });
});

describe('going by arrow keys', () => {
  it.each([
    ['up', 1],
    ['right', 2],
    ['down', 3],
    ['left', 4],
  ] as const)('from the middle %s lies area %d', (direction, area) => {
    expect(nextTowards(places, 0, direction)).toBe(area);
  });

  it('at the edge there is nothing further', () => {
    expect(nextTowards(places, 1, 'up')).toBeNull();
  });

  it('every step can be taken back', () => {
    for (const [there, back] of [['up', 'down'], ['left', 'right']] as const) {
      const next = nextTowards(places, 0, there);
      expect(next === null ? null : nextTowards(places, next, back)).toBe(0);
    }
  });

  it('an area without a place is passed over', () => {
    const some = places.map((place, at) => (at === 1 ? null : place));
    expect(nextTowards(some, 0, 'up')).toBeNull();
    expect(nearest(some, [5.5, 53.5])).toBe(0);
  });
});

describe('the keys of the map', () => {
  const standing = (part = {}) => ({
    places,
    names: ['Midden', 'Noord', 'Oost', 'Zuid', 'Sint-Annakwartier'],
    passes: new Uint8Array([1, 1, 1, 1, 1]),
    current: 0 as number | null,
    middle: [5.5, 52.5] as [number, number],
    ...part,
  });
  const typed = () => ({ text: '', at: 0 });

  it('keep to the areas that pass the filter', () => {
    const some = standing({ passes: new Uint8Array([0, 0, 1, 0, 1]) });
    expect(wishOf('ArrowUp', some, typed(), 0)).toEqual({ do: 'nothing' });
    expect(wishOf('ArrowRight', some, typed(), 0)).toEqual({ do: 'go', area: 2 });
    expect(wishOf('Home', some, typed(), 0)).toEqual({ do: 'go', area: 2 });
    expect(wishOf('End', some, typed(), 0)).toEqual({ do: 'go', area: 4 });
  });

  it('begin in the middle of what is on screen', () => {
    expect(wishOf('ArrowUp', standing({ current: null }), typed(), 0)).toEqual({ do: 'go', area: 0 });
  });

  it('find a name by its letters, without accents or signs', () => {
    const letters = typed();
    expect(wishOf('s', standing(), letters, 1000)).toEqual({ do: 'go', area: 4 });
    for (const letter of 'int ann') wishOf(letter, standing(), letters, 1100);
    expect(letters.text).toBe('sint ann');
    expect(wishOf('z', standing(), letters, 5000)).toEqual({ do: 'go', area: 3 });
  });

  it('leave other keys to the page', () => {
    expect(wishOf('Tab', standing(), typed(), 0)).toBeNull();
    expect(wishOf('F5', standing(), typed(), 0)).toBeNull();
  });
});

describe('borders of groups', () => {
  it('a side that two areas of one group share is inside it', () => {
    const group = (id: number) => (id < 2 ? 'A' : 'B');
    const { between, around } = groupBorders(areas, group);
    // the middle touches three areas of the other group, and one of its own
    expect(between).toHaveLength(3);
    expect(around).toHaveLength(12);
  });

  it('a group lies amid its areas', () => {
    expect(groupCentres(places, ['A', 'A', 'B', 'B', null]).get('A')).toEqual([5.5, 53]);
  });
});

describe('shapes and atlas', () => {
  it('are brought together by code, not by place', () => {
    const turned = { ...shapes(), features: [...areas].reverse() };
    const found = numbered(turned, CODES);
    expect(found.features.map((one) => CODES[one.id])).toEqual(found.features.map((one) => one.properties.code));
  });

  it('a shape that the atlas does not know is left out', () => {
    expect(numbered(shapes(), ['BU03']).features).toHaveLength(1);
  });
});
