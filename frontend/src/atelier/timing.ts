// The time that a step still has, told as people tell it.
import type { Run } from './contract';

const SHOW_SECONDS = 120;

/** Counts on from what the server last told, by the clock of this device's processor, which nobody sets. */
export class Countdown {
  #left: number | null = null;
  #at = 0;
  #runs = false;
  #told = '';

  /** Take in what the server told, once for each time it did. */
  take(run: Run | undefined, now: number): void {
    const told = run ? `${run.at} ${run.left}` : '';
    if (told === this.#told) return;
    this.#told = told;
    this.#left = run?.left ?? null;
    this.#runs = run?.state === 'runs';
    this.#at = now;
  }

  /** Return the seconds left; null where no step runs. */
  seconds(now: number): number | null {
    if (this.#left === null) return null;
    return this.#left - (this.#runs ? (now - this.#at) / 1000 : 0);
  }
}

export interface TimeWords {
  readonly minutes: (count: number) => string;
  readonly seconds: (count: number) => string;
  readonly over: string;
}

/** Return the time left in words: minutes, and seconds only at the end. */
export function timeWords(seconds: number | null, words: TimeWords): string {
  if (seconds === null) return '';
  if (seconds <= 0) return words.over;
  return seconds > SHOW_SECONDS ? words.minutes(Math.round(seconds / 60)) : words.seconds(Math.ceil(seconds / 5) * 5);
}
