// What the server answers, and how the page takes it over.

export interface Places {
  readonly query: string;
  readonly html: Readonly<Record<string, string>>;
  readonly colours: readonly string[];
}

export interface Rest extends Places {
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

/** Colour the map. */
export const colour = (document: Document, colours: readonly string[], unsure?: readonly boolean[]): void => {
  for (const shape of document.querySelectorAll<SVGPathElement>('.wb-map [data-row]')) {
    shape.setAttribute('fill', colours[Number(shape.dataset['row'])] ?? '#ffffff');
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
