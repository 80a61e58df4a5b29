import { describe, expect, it } from 'vitest';
import type { AtlasAreas } from '../../src/kaart/contract.js';
import { namesOnMap, placeNames } from '../../src/kaart/names.js';

const areas: AtlasAreas = {
  codes: ['BU1', 'BU2', 'BU3', 'BU4'],
  names: ['Dorp', 'Centrum', 'Rand', 'Eiland'],
  wijken: [null, null, null, null],
  gemeenten: ['Klein', 'Groot', 'Groot', 'Nergens'],
  inhabitants: [500, 9000, 1000, null],
  corporation: [null, null, null, null],
};
const places: ([number, number] | null)[] = [[5, 52], [4, 51], [4.5, 51.5], null];

describe('the names of gemeenten on a map of the country', () => {
  it('come largest first, and only where there is a place', () => {
    expect(placeNames(areas, 'buurt', places).map((one) => one.name)).toEqual(['Groot', 'Klein']);
  });

  it('stand at the area where most of its residents are', () => {
    expect(placeNames(areas, 'buurt', places)[0]?.place).toEqual([4, 51]);
  });

  it('are those of the areas themselves on a map of gemeenten, once each', () => {
    const names = placeNames(areas, 'gemeente', places);
    expect(names.map((one) => one.name)).toEqual(['Centrum', 'Rand', 'Dorp']);
    const drawn = namesOnMap(names, areas, 'gemeente', places).features.map((one) => one.properties?.kind);
    expect(drawn).toEqual(['gemeente_name', 'gemeente_name', 'gemeente_name']);
  });
});
