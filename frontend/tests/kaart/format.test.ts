import { describe, expect, it } from 'vitest';
import { formatChance, formatFigure, formatInterval, formatNumber, parseNumber } from '../../src/kaart/format.js';

describe('numbers as people read them', () => {
  it.each([
    [1234.5, 1, 'nl', '1.234,5'],
    [1234.5, 1, 'en', '1,234.5'],
    [-0.04, 1, 'nl', '0,0'],
    [-2.5, 1, 'nl', '−2,5'],
    [0, 0, 'nl', '0'],
  ] as const)('%d with %d decimals in %s is %s', (value, decimals, lang, text) => {
    expect(formatNumber(value, decimals, lang)).toBe(text);
  });

  it('a unit stands behind, a percent sign against it', () => {
    expect(formatFigure(12.34, '%', 1, 'nl')).toBe('12,3%');
    expect(formatFigure(12, 'per 1.000 inwoners', 0, 'nl')).toBe('12 per 1.000 inwoners');
    expect(formatFigure(12, '', 0, 'nl')).toBe('12');
  });

  it('nothing is quite certain or impossible', () => {
    expect(formatChance(0.83, 'nl')).toBe('83%');
    expect(formatChance(1, 'nl')).toBe('groter dan 99%');
    expect(formatChance(0.001, 'en')).toBe('less than 1%');
  });

  it('an interval needs both ends', () => {
    expect(formatInterval(1.5, 2, 1, 'nl')).toBe('1,5 tot 2,0');
    expect(formatInterval(null, 2, 1, 'nl')).toBe('');
  });

  it.each([
    ['50', 'nl', 50],
    ['12,5', 'nl', 12.5],
    ['1.234,5', 'nl', 1234.5],
    ['1.234', 'nl', 1234],
    ['12.5', 'nl', 12.5],
    ['1,234.5', 'en', 1234.5],
    ['-3', 'nl', -3],
    ['50 %', 'nl', 50],
    ['12,5,0', 'nl', null],
    ['veel', 'nl', null],
    ['', 'nl', null],
  ] as const)('%s typed in %s is %s', (text, lang, value) => {
    expect(parseNumber(text, lang)).toBe(value);
  });
});
