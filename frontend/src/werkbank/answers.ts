// What the server answers, and how the page takes it over.

/** One area of the list: null for no place, or none in the design as it was; lengths of its bar run from 0 to 100. */
export type Row = readonly [
  code: string,
  name: string,
  place: number | null,
  low: number | null,
  high: number | null,
  before: number | null,
  score: string,
  sure: string,
  maybe: string,
  at: string,
  measured: string,
];

export interface Listing {
  /** Address of the choice, after the question mark. */
  readonly query: string;
  /** The same without the chosen area. */
  readonly rest: string;
  readonly rows: readonly Row[];
  /** Whether the ends of the intervals are there. */
  readonly sure: boolean;
  readonly chosen: string;
  readonly note: string;
}

export interface Places extends Listing {
  readonly html: Readonly<Record<string, string>>;
  readonly colours: readonly string[];
}

export interface Rest extends Places {
  /** Years on which the scales of what counts now can be set. */
  readonly references: readonly string[];
  readonly unsure: readonly boolean[];
  /** By code: meant and effective weight in words, their lengths, and the share of areas that are known. */
  readonly effects: Readonly<Record<string, readonly [string, string, number, number, string]>>;
  readonly said: string;
}

export class Refused extends Error {}

/** Send the form; a newer question takes the place of this one through `signal`. */
export const ask = async <T>(address: string, body: URLSearchParams, signal: AbortSignal): Promise<T> => {
  const headers = { 'X-CSRFToken': body.get('csrfmiddlewaretoken') ?? '', Accept: 'application/json' };
  const answer = await fetch(address, { method: 'POST', body, headers, signal });
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (!isJson) throw new TypeError(`no answer: ${answer.status}`);
  const found = (await answer.json()) as T & { error?: string };
  if (found.error) throw new Refused(found.error);
  return found;
};

/** Put pieces of the page in their place. */
export const place = (document: Document, html: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(html)) {
    const spot = document.querySelector<HTMLElement>(`[data-wb="${name}"]`);
    if (!spot) continue;
    // Where the reader was within the piece, the reader stays.
    const held = spot.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset['wbArea'] : undefined;
    const before = spot.querySelector<HTMLElement>('.vk-table');
    const [left, top] = [before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
    const open = [...spot.querySelectorAll('details')].map((one) => one.open);
    spot.innerHTML = text;
    spot.querySelectorAll('details').forEach((one, at) => {
      one.open = open[at] ?? false;
    });
    const table = spot.querySelector<HTMLElement>('.vk-table');
    if (table && (left || top)) table.scrollTo(left, top);
    if (held) spot.querySelector<HTMLElement>(`[data-wb-area="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }
};

/** Offer the years on which scales can be set now; what was chosen stays to choose from. */
export const offer = (select: HTMLSelectElement | null, references: readonly string[]): void => {
  if (!select) return;
  const { own = '', all = '' } = select.dataset;
  const chosen = select.value;
  const words = [...new Set(['all', ...references, chosen])].filter((one) => one !== '' && one !== own);
  if ([...select.options].slice(1).map((one) => one.value).join() === words.join()) return;
  const made = words.map((word) => {
    const option = select.ownerDocument.createElement('option');
    option.value = word;
    option.textContent = word === 'all' ? all : word;
    return option;
  });
  select.replaceChildren(...[...select.options].slice(0, 1), ...made);
  select.value = chosen;
};

/** Colour the map. */
export const colour = (document: Document, colours: readonly string[], unsure?: readonly boolean[]): void => {
  for (const shape of document.querySelectorAll<SVGPathElement>('.wb-map [data-row]')) {
    const fill = colours[Number(shape.dataset['row'])] ?? '#ffffff';
    if (shape.getAttribute('fill') !== fill) shape.setAttribute('fill', fill);
  }
  if (!unsure) return;
  for (const shape of document.querySelectorAll<SVGPathElement>('.wb-map [data-unsure]')) {
    shape.toggleAttribute('hidden', !unsure[Number(shape.dataset['unsure'])]);
  }
};

/** Show beside each part what it weighs now. */
export const weigh = (document: Document, effects: Rest['effects']): void => {
  for (const leaf of document.querySelectorAll<HTMLElement>('.wb-leaf')) {
    const found = effects[leaf.dataset['code'] ?? ''] ?? ['–', '–', 0, 0, '–'];
    const own = (selector: string): Element | undefined =>
      [...leaf.querySelectorAll(selector)].find((one) => one.closest('.wb-leaf') === leaf);
    own('.wb-meant')?.setAttribute('width', String(found[2]));
    own('.wb-works')?.setAttribute('width', String(found[3]));
    for (const [name, text] of [['share', found[0]], ['influence', found[1]], ['known', found[4]]] as const) {
      const spot = own(`[data-effect="${name}"]`);
      if (spot) spot.textContent = text;
    }
  }
};
