// What the parts of the page see, and what they can have done; `participant.ts` is the one that does it.
import type { Board } from './board';
import type { Missing } from './compose';
import type { Card, Run, Step, Values } from './contract';
import type { Drafts } from './drafts';
import type { BesideData } from './besideData';
import type { Mine } from './mine';
import type { Standing } from './sender';
import type { Sheet } from './sheet';
import type { Texts } from './texts';

/** What is open, chosen or wrong on this page, and kept nowhere. */
export interface Ui {
  /** Key of the step whose form is shown; behind the group while someone still writes. */
  formStep: string;
  wrong: readonly Missing[];
  showsAll: boolean;
  /** What is open under a card. */
  open: { readonly what: 'react' | 'amend' | 'withdraw'; readonly card: string } | null;
  picks: ReadonlySet<string>;
  pile: string;
  pileWrong: boolean;
  /** Id of the last deed of gathering, to be undone. */
  gathered: string;
  /** The statement in front; empty for the first that waits for an answer. */
  statement: string;
  pointsWrong: string;
  /** Texts that this person writes: the version that it began with. */
  writing: ReadonlyMap<string, number>;
  settling: ReadonlySet<string>;
  /** What stands beside the form and was opened or closed by hand. */
  unfolded: { readonly map?: boolean; readonly area?: boolean };
  buurt: string;
  map: number;
}

export interface Here {
  readonly words: Values;
  readonly texts: Texts;
  readonly board: Board;
  readonly drafts: Drafts;
  readonly mine: Mine;
  readonly ui: Ui;
  readonly beside: BesideData;
  readonly sheet: Sheet;
  readonly standing: Standing;
  readonly isHearing: boolean;
  readonly isKept: boolean;
  readonly run: Run | undefined;
  readonly step: Step | undefined;
  /** Cards of this device that the board does not hold yet, the newest first. */
  readonly pending: readonly Card[];
  readonly left: number | null;
  /** Whether somebody's claim on a text still holds. */
  isWriting(block: string): boolean;
  /** Keep a deed and send it; return its id, or nothing if the device could not keep it. */
  act(verb: string, body: Readonly<Record<string, unknown>>, saidIn?: string): Promise<string | undefined>;
  drop(id: string): void;
  again(id: string): void;
  /** Change what is open, chosen or wrong, and draw. */
  set(part: Partial<Ui>): void;
  say(text: string): void;
  draw(): void;
  /** Name of the buurt in which a card was drawn; empty where that is not known. */
  within(card: Card): string;
  /** Put the focus on something once it is drawn. */
  focus(selector: string): void;
}

/** Return a step by its key. */
export function stepOf(here: Here, key: string): Step | undefined {
  return here.words.steps.find((one) => one.key === key);
}

/** Return whether this person's role may do something in a step. */
export function isFor(step: Step, here: Here): boolean {
  return !step.parties.length || step.parties.includes(here.words.me.party);
}

/** Return whether something can be done now. */
export function isOpen(here: Here): boolean {
  return here.run?.state === 'runs' && here.step !== undefined && isFor(here.step, here);
}

/** Return whether a step asks for choices about a card. */
export function isMeant(card: Card, step: Step): boolean {
  return !step.on.length || step.on.includes(card.step);
}
