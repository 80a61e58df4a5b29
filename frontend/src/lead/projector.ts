// The screen of the hall: when the stream tells of something new, what is shown now is asked for and put in place.
import { Board } from '../atelier/board';
import { Stream } from '../atelier/stream';
import { Ticking } from './clock';
import { Fetching } from './fetching';
import { fill } from './patch';

export function startProjector(document: Document, root: HTMLElement): void {
  const shown = document.getElementById('pj-now') as HTMLElement;
  const gone = document.getElementById('pj-gone') as HTMLElement;
  const clock = new Ticking();
  const board = new Board();
  board.number = Number(root.dataset['number'] ?? 0);
  let known = new Set(idsOf(shown));

  const ask = async (): Promise<void> => {
    const answer = await fetch(root.dataset['now'] ?? '', { headers: { Accept: 'text/html' } });
    if (!answer.ok) throw new Error(String(answer.status));
    if (fill(shown, await answer.text())) {
      // Only what was not there a moment ago comes in with a movement.
      for (const one of shown.querySelectorAll<HTMLElement>('[data-card]')) one.toggleAttribute('data-new', !known.has(one.dataset['card'] ?? ''));
      known = new Set(idsOf(shown));
    }
    clock.start(shown);
  };
  const fetching = new Fetching(ask, (isReaching) => {
    gone.hidden = isReaching;
  });
  clock.start(shown);
  root.dataset['live'] = '';
  new Stream(board, { stream: root.dataset['stream'] ?? '', items: root.dataset['items'] ?? '' }, () => fetching.want()).start();
  // People who join tell nothing to the log; so look now and then how many there are.
  setInterval(() => fetching.want(), 5000);
}

const idsOf = (root: HTMLElement): string[] => [...root.querySelectorAll<HTMLElement>('[data-card]')].map((one) => one.dataset['card'] ?? '');
