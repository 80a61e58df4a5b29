// Has the browser keep this page, so that it opens without network; and keeps the board as it was last.
import type { Board } from './board';
import type { Choices, Item, News, Run } from './contract';

const OURS = /\/veerkracht\/dist\/assets\/|\/ernaast\//;

/** Start the service worker and tell it what this page is made of. Where it may not be, the page works as ever. */
export async function keepPage(address: string): Promise<void> {
  if (!('serviceWorker' in navigator) || !address) return;
  try {
    await navigator.serviceWorker.register(address, { scope: '/atelier/' });
    const { active } = await navigator.serviceWorker.ready;
    const made = performance.getEntriesByType('resource').map((one) => one.name);
    active?.postMessage([location.pathname, ...made.filter((one) => OURS.test(one))]);
  } catch {
    // A browser in private mode, or a page without https.
  }
}

interface Snapshot extends News {
  readonly mine: Choices;
  /** By the clock of the device, in milliseconds. */
  readonly at: number;
}

const keyOf = (atelier: string): string => `vk-atelier-${atelier}-board`;

export function saveBoard(storage: Storage | undefined, atelier: string, board: Board, mine: Choices, at: number): void {
  const snapshot: Snapshot = { number: board.number, since: board.since, items: [...board.items.values()], mine, at };
  try {
    storage?.setItem(keyOf(atelier), JSON.stringify(snapshot));
  } catch {
    // Full: without network the board is then that of the page.
  }
}

/** Return the board as it was last, if that is newer than what the page brought; the clock went on meanwhile. */
export function loadBoard(storage: Storage | undefined, atelier: string, brought: News, now: number): Snapshot | undefined {
  try {
    const found = JSON.parse(storage?.getItem(keyOf(atelier)) ?? 'null') as Snapshot | null;
    if (!found || !(found.number > brought.number) || !Array.isArray(found.items)) return undefined;
    return { ...found, items: found.items.map((one) => (one.kind === 'run' ? later(one, (now - found.at) / 1000) : one)) };
  } catch {
    return undefined;
  }
}

function later(run: Run, seconds: number): Item {
  return run.state === 'runs' && run.left !== null ? { ...run, left: run.left - Math.max(0, seconds), at: `${run.at} later` } : run;
}
