// What the server sends to the pages of an atelier: the words that stay (steps, roles, themes, areas) and the items that change.

export type Lang = 'nl' | 'en';
export type Form = 'note' | 'figure' | 'problem' | 'strength' | 'success' | 'statement' | 'measure';
export type Act = 'gather' | 'vote' | 'dots' | 'divide' | 'rate' | 'react' | 'write';
export type View = 'kaart' | 'verhaal' | 'board' | 'statements' | 'results' | 'text';
export type State = 'before' | 'runs' | 'paused' | 'closed';
export type Sentiment = 'chance' | 'neutral' | 'worry';
export type Link = 'cause' | 'problem' | 'consequence';
export type Point = readonly [number, number];

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly party: string;
  readonly own?: string;
  readonly origin: string;
}

export interface Place {
  readonly kind: 'point' | 'line' | 'area' | 'buurt' | 'street';
  readonly points: readonly Point[];
  readonly words: string;
}

/** How many chose; what they chose only where the audience may see it. */
export interface Tally {
  readonly people: number;
  readonly votes?: Readonly<Record<'1' | '0' | '-1', number>>;
  readonly ratings?: Readonly<Record<string, number>>;
  readonly dots?: number;
  readonly points?: number;
  readonly channels?: Readonly<Record<string, number>>;
  readonly parties?: Readonly<Record<string, Readonly<Record<string, number>> | null>>;
}

export interface Reaction {
  readonly id: string;
  readonly text: string;
  readonly by: Person;
  readonly at: string;
}

export interface Card {
  readonly item: string;
  readonly kind: 'card';
  readonly card: string;
  readonly number: number;
  readonly form: Form;
  readonly text: string;
  readonly theme: string;
  readonly sentiment: Sentiment;
  readonly perspective: string;
  readonly place: Place | null;
  readonly indicator: string;
  readonly link: Link | '';
  readonly of: string;
  readonly step: string;
  readonly channel: string;
  readonly at: string;
  readonly by: Person;
  readonly cluster: string;
  readonly amended: number;
  readonly reactions: readonly Reaction[];
  readonly tally: Tally;
  /** Why it is out of sight; only the lead hears of hidden cards. */
  readonly hidden?: string;
  readonly withdrawn?: boolean;
}

export interface Cluster {
  readonly item: string;
  readonly kind: 'cluster';
  readonly cluster: string;
  readonly title: string;
}

export interface Version {
  readonly number: number;
  readonly text: string;
  readonly by: Person;
  readonly at: string;
}

export interface Block {
  readonly item: string;
  readonly kind: 'block';
  readonly block: string;
  readonly number: number;
  readonly text: Version | null;
  readonly beside: readonly Version[];
  readonly writer: Person | null;
  /** Seconds, from when this was told, in which the writer still holds the text. */
  readonly writes_for?: number;
}

export interface Run {
  readonly item: string;
  readonly kind: 'run';
  readonly state: State;
  readonly step: string;
  /** Seconds left when this was told; null before the first step. */
  readonly left: number | null;
  readonly visited: readonly string[];
  readonly spotlight: string;
  readonly at: string;
}

/** Something that is no longer on the board of this audience. */
export interface Gone {
  readonly item: string;
  readonly kind: 'card';
  readonly gone: true;
}

export type Item = Card | Cluster | Block | Run | Gone;

/** What the server tells: the number of the last deed, and every item that changed. */
export interface News {
  readonly number: number;
  /** Where to go on from, for the server: the number and the edition of the atelier. */
  readonly since?: string;
  /** These are all items there are: what is not among them was erased. */
  readonly whole?: boolean;
  readonly items: readonly Item[];
}

export interface Step {
  readonly key: string;
  readonly title: string;
  readonly question: string;
  readonly goal: string;
  readonly minutes: number;
  readonly view: View;
  readonly forms: readonly Form[];
  readonly acts: readonly Act[];
  readonly parties: readonly string[];
  readonly dots: number;
  readonly points: number;
  readonly blocks: readonly string[];
  readonly on: readonly string[];
}

export interface Named {
  readonly key: string;
  readonly name: string;
}

/** A wijk or buurt of the gemeente; `near` if the atelier is about it. */
export interface Area {
  readonly code: string;
  readonly name: string;
  readonly level: 'wijk' | 'buurt';
  readonly within: string;
  readonly near: boolean;
}

/** The words of an atelier that stay while it lasts; `words.py` makes them for every page of it. */
export interface Words {
  readonly lang: Lang;
  readonly atelier: { readonly id: string; readonly name: string };
  readonly icons: string;
  readonly steps: readonly Step[];
  readonly parties: Readonly<Record<string, string>>;
  readonly themes: readonly Named[];
  readonly perspectives: readonly Named[];
  readonly blocks: Readonly<Record<string, { readonly title: string; readonly prompt: string }>>;
  readonly areas: readonly Area[];
  readonly indicators: Readonly<Record<string, string>>;
}

/** Return the values that a page holds for its script. */
export function valuesOf<T>(document: Document, id: string): T {
  const found = document.getElementById(id)?.textContent;
  if (!found) throw new Error(`#${id} is not on this page`);
  return JSON.parse(found) as T;
}

/** What the page of who takes part holds for its script. */
export interface Values extends Words {
  readonly me: { readonly id: string; readonly name: string; readonly party: string };
  readonly addresses: Readonly<Record<'contribute' | 'stream' | 'items' | 'map' | 'shapes' | 'area' | 'door' | 'offline' | 'results', string>>;
  readonly csrf: string;
  readonly mine: Choices;
  readonly news: News;
}

/** What one person chose, by card. */
export interface Choices {
  readonly votes: Readonly<Record<string, number>>;
  readonly dots: Readonly<Record<string, number>>;
  readonly points: Readonly<Record<string, number>>;
  readonly ratings: Readonly<Record<string, number>>;
}
