import { describe, expect, it } from 'vitest';
import { apply, hasClass, parseFilter, printFilter, toggleClass } from '../../src/kaart/filter.js';
import { aMap, anAtlas } from './atlases.js';

const passing = (text: string, atlas = anAtlas()) => apply(parseFilter(text), atlas);

describe('choosing areas', () => {
  it('without conditions keeps all', () => {
    expect(passing('').count).toBe(5);
  });

  it('keeps the areas of a class', () => {
    expect([...passing('7:onder_druk').passes]).toEqual([0, 1, 1, 0, 0]);
  });

  it('keeps areas that are onder druk and have more than half corporation dwellings', () => {
    expect([...passing('7:onder_druk;corporatiewoningen>50').passes]).toEqual([0, 1, 0, 0, 0]);
  });

  it('is strict: an area with exactly the number is not more than it', () => {
    expect([...passing('corporatiewoningen>60').passes]).toEqual([0, 0, 0, 1, 0]);
    expect([...passing('corporatiewoningen<40').passes]).toEqual([1, 0, 0, 0, 0]);
  });

  it('tells of how many areas it is not known', () => {
    expect(passing('corporatiewoningen>50').unknown).toBe(1);
    expect(passing('corporatiewoningen>50;7:gunstig').unknown).toBe(1);
    expect(passing('7:onbekend').unknown).toBe(0);
  });

  it('finds the areas without a class by name', () => {
    expect([...passing('7:onbekend').passes]).toEqual([0, 0, 0, 0, 1]);
  });

  it('leaves out a condition that this atlas cannot answer, and says which', () => {
    const found = passing('onbekend_cijfer>5;9:onzeker;7:geen_klasse');
    expect(found.count).toBe(5);
    expect(found.ignored).toHaveLength(3);
  });

  it('reads the classes of the map beside the average apart', () => {
    const beside = { ...aMap(), map: 1, number: 1, classes: [1, 0, 0, 0, -1] };
    const atlas = anAtlas({ maps: [aMap({ number: 1 })], relative: [beside] });
    expect([...passing('1r:onder_druk', atlas).passes]).toEqual([1, 0, 0, 0, 0]);
    expect([...passing('1:onder_druk', atlas).passes]).toEqual([0, 1, 1, 0, 0]);
  });

  it('prints what it reads', () => {
    const text = '7:onder_druk.gunstig;1r:meer;corporatiewoningen>50;groei<-2.5';
    expect(printFilter(parseFilter(text))).toBe(text);
  });

  it('a class pressed twice is off again', () => {
    const on = toggleClass([], 7, 'onder_druk', false);
    expect(hasClass(on, 7, 'onder_druk', false)).toBe(true);
    const both = toggleClass(on, 7, 'gunstig', false);
    expect(printFilter(both)).toBe('7:onder_druk.gunstig');
    expect(toggleClass(toggleClass(both, 7, 'gunstig', false), 7, 'onder_druk', false)).toEqual([]);
  });
});
