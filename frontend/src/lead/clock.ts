// The clock of a step: the server says how long it still has, this device counts the seconds until it says so again.

/** A number of seconds as minutes and seconds, without a sign: what runs late is said beside it. */
export function clockWords(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Let the clocks within an element tick; asked again, they start from what the server now says. */
export class Ticking {
  #timer: ReturnType<typeof setInterval> | undefined;

  start(root: ParentNode): void {
    clearInterval(this.#timer);
    const box = root.querySelector<HTMLElement>('[data-left]');
    const shown = box?.querySelector<HTMLElement>('[data-clock]');
    if (!box || !shown) return;
    const left = Number(box.dataset['left'] ?? 0);
    const began = performance.now();
    const tick = (): void => {
      const now = box.dataset['runs'] ? left - (performance.now() - began) / 1000 : left;
      const words = clockWords(now);
      if (shown.textContent !== words) shown.textContent = words;
      box.classList.toggle('is-late', now < 0);
      const side = box.querySelector<HTMLElement>('[data-late]');
      const said = (now < 0 ? side?.dataset['late'] : side?.dataset['early']) ?? '';
      if (side && side.textContent !== said) side.textContent = said;
    };
    tick();
    if (box.dataset['runs']) this.#timer = setInterval(tick, 500);
  }
}
