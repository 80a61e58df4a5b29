// Looking back: the slider asks for the page of a moment and puts its board in place; the arrows of the keyboard work.

const WAIT = 90;
const PLAY_EVERY = 900;

export function startReplay(document: Document, form: HTMLFormElement): void {
  const slider = form.querySelector<HTMLInputElement>('input[name=tot]') as HTMLInputElement;
  const play = form.querySelector<HTMLButtonElement>('[data-play]') as HTMLButtonElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let playing: ReturnType<typeof setInterval> | undefined;
  let asked = 0;

  const show = async (): Promise<void> => {
    const mine = ++asked;
    const address = `?tot=${slider.value}`;
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = page.getElementById('rp-moment');
      // An answer that comes after a later one is not shown.
      if (mine !== asked || !found) return;
      document.getElementById('rp-moment')?.replaceWith(found);
      history.replaceState(null, '', address);
    } catch {
      stop();
    }
  };
  const want = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void show(), WAIT);
  };
  const go = (to: number): void => {
    slider.value = String(Math.min(Number(slider.max), Math.max(0, to)));
    want();
  };
  const stop = (): void => {
    clearInterval(playing);
    playing = undefined;
    say();
  };
  const say = (): void => {
    const words = play.querySelector<HTMLElement>('[data-play-on]');
    if (words) words.textContent = (playing ? words.dataset['playOff'] : words.dataset['playOn']) ?? '';
  };

  slider.addEventListener('input', want);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void show();
  });
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-by], [data-to]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      go('to' in link.dataset ? Number(link.dataset['to']) : Number(slider.value) + Number(link.dataset['by']));
    });
  }
  play.hidden = false;
  play.addEventListener('click', () => {
    if (playing) return stop();
    if (Number(slider.value) >= Number(slider.max)) go(0);
    playing = setInterval(() => {
      if (Number(slider.value) >= Number(slider.max)) stop();
      else go(Number(slider.value) + 1);
    }, PLAY_EVERY);
    say();
  });
  form.dataset['live'] = '';
}
