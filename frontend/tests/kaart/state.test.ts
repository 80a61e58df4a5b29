import { describe, expect, it } from 'vitest';
import { parseState, printState, type State, withQuery } from '../../src/kaart/state.js';

const START: State = { kaart: 7, niveau: 'buurt', jaar: null, wijze: 'absoluut', klasse: null, gebied: null, met: null, filter: [] };

describe('the address of the page', () => {
  it('says everything that is on screen, and is read back the same', () => {
    const state: State = {
      kaart: 3,
      niveau: 'wijk',
      jaar: 2020,
      wijze: 'relatief',
      klasse: 'onder_druk',
      gebied: 'WK034401',
      met: 'WK034402',
      filter: [
        { kind: 'class', map: 7, relative: false, classes: ['onder_druk', 'andere_oorzaak'] },
        { kind: 'figure', code: 'corporatiewoningen', side: '>', value: 50 },
        { kind: 'figure', code: 'groei', side: '<', value: -2.5 },
      ],
    };
    expect(parseState(printState(state, ''), START)).toEqual(state);
  });

  it('stays readable', () => {
    const state: State = { ...START, filter: [{ kind: 'class', map: 7, relative: false, classes: ['onder_druk'] }] };
    expect(printState(state, '')).toBe('kaart=7&niveau=buurt&filter=7:onder_druk');
  });

  it('keeps words that are not ours, once', () => {
    expect(printState(START, '?kaart=1&org=vloedstede&kaart=2')).toBe('kaart=7&niveau=buurt&org=vloedstede');
  });

  it.each(['kaart=12', 'kaart=x', 'niveau=straat', 'jaar=20', 'wijze=anders', 'klasse=<script>', 'gebied=javascript:1', 'filter=;;='])(
    'does not believe nonsense: %s',
    (query) => {
      expect(parseState(query, START)).toEqual(START);
    },
  );

  it('joins a query to an address that has one', () => {
    expect(withQuery('/a?b=1', 'c=2')).toBe('/a?b=1&c=2');
    expect(withQuery('/a', 'c=2')).toBe('/a?c=2');
  });
});
