// Progress of long work: asked every two seconds, slower when nothing changes, never when nobody looks.

/** What the server answers about a job; `text` is what is shown beside the bar. */
export interface Standing {
  readonly share: number | null;
  readonly step: string;
  readonly ended: boolean;
}

const FIRST_MS = 1500;
const SLOWEST_MS = 15_000;

/** What came from outside, checked; undefined for anything else. */
export const standingOf = (value: unknown): Standing | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { share, step, ended } = value as Record<string, unknown>;
  if (share !== null && (typeof share !== 'number' || !Number.isFinite(share))) return undefined;
  return {
    share: share === null ? null : Math.min(Math.max(share, 0), 1),
    step: typeof step === 'string' ? step : '',
    ended: ended === true,
  };
};

/** How long until the next question: back to quick after a change, otherwise half as long again. */
export const nextWait = (wait: number, { changed }: { changed: boolean }): number =>
  changed ? FIRST_MS : Math.min(wait * 1.5, SLOWEST_MS);

/** Show a standing in the bar, its number and its words. */
export const showStanding = (place: HTMLElement, standing: Standing): void => {
  const bar = place.querySelector('progress');
  const number = place.querySelector('[data-vk-number]');
  const step = place.querySelector('[data-vk-step]');
  const percent = standing.share === null ? undefined : Math.round(100 * standing.share);
  if (bar && percent !== undefined) bar.value = percent;
  else bar?.removeAttribute('value');
  if (number) number.textContent = percent === undefined ? '' : `${percent}%`;
  // A status is read aloud at every change: only change it when the words do.
  if (step && step.textContent !== standing.step) step.textContent = standing.step;
};

const follow = (place: HTMLElement, address: string): void => {
  let wait = FIRST_MS;
  let last = '';
  const again = (): void => {
    setTimeout(ask, wait);
  };
  const ask = async (): Promise<void> => {
    if (document.hidden) return again();
    let standing: Standing | undefined;
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
      if (answer.status === 403 || answer.status === 404) return;
      standing = answer.ok ? standingOf(await answer.json()) : undefined;
    } catch {
      // No connection for a moment: what is on the screen stays, and we ask again.
    }
    if (standing) {
      const now = JSON.stringify(standing);
      wait = nextWait(wait, { changed: now !== last });
      last = now;
      showStanding(place, standing);
      // The page of the server says what came of it.
      if (standing.ended) return location.reload();
    } else {
      wait = nextWait(wait, { changed: false });
    }
    again();
  };
  again();
};

/** Follow every `[data-vk-poll="address"]` on the page. */
export const startProgress = (document: Document): void => {
  for (const place of document.querySelectorAll<HTMLElement>('[data-vk-poll]')) {
    const address = place.dataset.vkPoll;
    if (address) follow(place, address);
  }
};
