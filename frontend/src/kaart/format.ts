/** Numbers as people read them: Dutch or English, rounded to what the data carry. */

import type { Cell, Lang } from "./contract.js";

const MINUS = "−";
const kept = new Map<string, Intl.NumberFormat>();

function formatter(lang: Lang, decimals: number): Intl.NumberFormat {
  const key = `${lang}${decimals}`;
  const found =
    kept.get(key) ??
    new Intl.NumberFormat(lang === "nl" ? "nl-NL" : "en-GB", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  kept.set(key, found);
  return found;
}

/** Return a number with a fixed number of decimals: `1.234,5` in Dutch. */
export function formatNumber(value: number, decimals: number, lang: Lang): string {
  const rounded = formatter(lang, decimals).format(value);
  const isZero = !/[1-9]/.test(rounded);
  return (isZero ? rounded.replace("-", "") : rounded).replace("-", MINUS);
}

/** Return a number with its unit; a percent sign stands against it in Dutch and English. */
export function formatFigure(value: number, unit: string, decimals: number, lang: Lang): string {
  const text = formatNumber(value, decimals, lang);
  if (!unit) return text;
  if (unit.startsWith("%")) return `${text}${unit}`;
  if (unit === "euro" || unit === "€") return `€ ${text}`;
  return `${text} ${unit}`;
}

/** Return a chance as a whole percentage, never 0% or 100%: nothing here is that sure. */
export function formatChance(chance: number, lang: Lang): string {
  const percent = Math.round(chance * 100);
  if (percent <= 0) return lang === "nl" ? "kleiner dan 1%" : "less than 1%";
  if (percent >= 100) return lang === "nl" ? "groter dan 99%" : "more than 99%";
  return `${percent}%`;
}

/** Return an interval, or nothing where it is not known. */
export function formatInterval(low: Cell, high: Cell, decimals: number, lang: Lang): string {
  if (low === null || high === null) return "";
  const to = lang === "nl" ? "tot" : "to";
  return `${formatNumber(low, decimals, lang)} ${to} ${formatNumber(high, decimals, lang)}`;
}

/** Return what a person typed as a number (`12,5` or `1.234,5` in Dutch, `12.5` in both), or null if it is none. */
export function parseNumber(text: string, lang: Lang): number | null {
  const bare = text.trim().replace(MINUS, "-").replace(/[\s%€]/g, "");
  const pattern = lang === "nl" ? /^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/ : /^-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;
  if (pattern.test(bare)) {
    const plain = lang === "nl" ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", "");
    return Number(plain);
  }
  return /^-?\d+\.\d+$/.test(bare) ? Number(bare) : null;
}
