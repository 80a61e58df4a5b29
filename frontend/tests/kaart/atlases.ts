// A small atlas for the tests: five areas in a cross, one of them without a class.
import type { Atlas, FullMap, Shapes } from '../../src/kaart/contract.js';

export const CODES = ['BU01', 'BU02', 'BU03', 'BU04', 'BU05'];

export function aMap(part: Partial<FullMap> = {}): FullMap {
  return {
    number: 7,
    code: 'veerkrachtkaart',
    kind: 'veerkracht',
    title: 'Veerkrachtkaart',
    question: 'Waar staat de veerkracht onder druk?',
    available: true,
    level: 'buurt',
    period: '2014-2024',
    unit: '',
    decimals: 0,
    better: 'neither',
    legend: {
      sentence: 'In 2 van de 5 buurten staat de veerkracht onder druk.',
      classes: [
        { code: 'gunstig', name: 'gunstig', explanation: '', colour: '#8FBBD9', pattern: 'none', count: 1 },
        { code: 'onder_druk', name: 'onder druk', explanation: '', colour: '#D9542B', pattern: 'hatch', count: 2 },
        { code: 'onduidelijk', name: 'onduidelijk', explanation: '', colour: '#E6E2DA', pattern: 'none', count: 1 },
      ],
      missing: { colour: '#FFFFFF', name: 'geen cijfer', count: 1 },
    },
    values: [1, 2, 3, 4, null],
    low: [0, 1, 2, 3, null],
    high: [2, 3, 4, 5, null],
    classes: [0, 1, 1, 2, -1],
    chance: [0.9, 0.83, 0.75, 0.6, null],
    probabilities: [[0.9, 0.05, 0.05], [0.1, 0.83, 0.07], [0.1, 0.75, 0.15], [0.1, 0.6, 0.3], null],
    unsure: [false, false, true, false, false],
    reasons: [-1, -1, -1, -1, 0],
    reason_texts: ['te weinig bewoners'],
    notes: [],
    sources: [],
    ...part,
  };
}

export function anAtlas(part: Partial<Atlas> = {}): Atlas {
  return {
    version: '1',
    taal: 'nl',
    level: 'buurt',
    place: { code: 'GM01', name: 'Vloedstede', fictitious: true },
    until: 2024,
    years: [2022, 2024],
    areas: {
      codes: [...CODES],
      names: ['Midden', 'Noord', 'Oost', 'Zuid', 'Sint-Annakwartier'],
      wijken: ['A', 'A', 'B', 'B', 'B'],
      gemeenten: ['Vloedstede', 'Vloedstede', 'Vloedstede', 'Vloedstede', 'Vloedstede'],
      inhabitants: [100, 2000, 300, null, 0],
      corporation: [10, 60, 40, 80, null],
    },
    maps: [aMap(), { number: 9, code: 'signaleringskaart', title: 'Signaleringskaart', available: false, reason: 'Te weinig metingen.' }],
    relative: [],
    figures: [
      { code: 'corporatiewoningen', name: 'Woningen van corporaties', unit: '%', decimals: 0, period: '2024', values: [10, 60, 40, 80, null] },
    ],
    ...part,
  };
}

const square = (id: number, x: number, y: number): Shapes['features'][number] => ({
  type: 'Feature',
  id,
  properties: { code: CODES[id] ?? '', name: '' },
  geometry: {
    type: 'Polygon',
    coordinates: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
  },
});

/** The five areas: one in the middle, one on each side. */
export function shapes(): Shapes {
  return {
    type: 'FeatureCollection',
    features: [square(0, 5, 52), square(1, 5, 53), square(2, 6, 52), square(3, 5, 51), square(4, 4, 52)],
  };
}
