// Every word that stands on a card, in Dutch and English. Names of roles, themes and areas come from the server.
import type { Form, Lang, Link, Sentiment } from './contract';

const nl = {
  forms: {
    note: 'Kaartje',
    figure: 'Klopt dit cijfer?',
    problem: 'Oorzaak, probleem of gevolg',
    strength: 'Wat goed gaat',
    success: 'Wanneer is het gelukt?',
    statement: 'Stelling',
    measure: 'Wat we kunnen doen',
  } satisfies Record<Form, string>,
  links: { cause: 'Oorzaak', problem: 'Probleem', consequence: 'Gevolg' } satisfies Record<Link, string>,
  sentiments: { chance: 'Kans', neutral: '', worry: 'Zorg' } satisfies Record<Sentiment, string>,
  origins: { bewoner: 'bewoner', professional: 'professional', cijfer: 'cijfer' } as Record<string, string>,
  nobody: 'gewist',
  lead: 'begeleiding',
  paper: 'van papier',
  amended: 'aangepast',
  aboutCard: (text: string) => `Hoort bij: ${text}`,
  places: { point: 'Een plek op de kaart', line: 'Een lijn op de kaart', area: 'Een gebied op de kaart' },
  placeIn: (kind: string, name: string) => `${kind}, in ${name}`,
  reactions: (count: number) => (count === 1 ? '1 reactie' : `${count} reacties`),
  answered: (count: number) => (count === 1 ? '1 mens koos' : `${count} mensen kozen`),
  votes: { '1': 'eens', '0': 'weet niet', '-1': 'oneens' },
  dots: (count: number) => (count === 1 ? '1 stip' : `${count} stippen`),
  points: (count: number) => (count === 1 ? '1 punt' : `${count} punten`),
  ratings: 'op een schaal van 1 (helemaal oneens) tot 5 (helemaal eens)',
  hidden: (why: string) => `Niet te zien voor de anderen: ${why}`,
  withdrawn: 'Teruggenomen door de schrijver',
  waiting: 'Nog niet verzonden',
};

export type CardTexts = typeof nl;

const en: CardTexts = {
  forms: {
    note: 'Card',
    figure: 'Is this figure right?',
    problem: 'Cause, problem or consequence',
    strength: 'What goes well',
    success: 'When has it worked?',
    statement: 'Statement',
    measure: 'What we can do',
  },
  links: { cause: 'Cause', problem: 'Problem', consequence: 'Consequence' },
  sentiments: { chance: 'Chance', neutral: '', worry: 'Worry' },
  origins: { bewoner: 'resident', professional: 'professional', cijfer: 'figure' },
  nobody: 'erased',
  lead: 'facilitator',
  paper: 'from paper',
  amended: 'changed',
  aboutCard: (text) => `Belongs to: ${text}`,
  places: { point: 'A place on the map', line: 'A line on the map', area: 'An area on the map' },
  placeIn: (kind, name) => `${kind}, in ${name}`,
  reactions: (count) => (count === 1 ? '1 reaction' : `${count} reactions`),
  answered: (count) => (count === 1 ? '1 person chose' : `${count} people chose`),
  votes: { '1': 'agree', '0': 'do not know', '-1': 'disagree' },
  dots: (count) => (count === 1 ? '1 dot' : `${count} dots`),
  points: (count) => (count === 1 ? '1 point' : `${count} points`),
  ratings: 'on a scale from 1 (fully disagree) to 5 (fully agree)',
  hidden: (why) => `Out of sight for the others: ${why}`,
  withdrawn: 'Taken back by its writer',
  waiting: 'Not sent yet',
};

export const cardTexts = (lang: Lang): CardTexts => (lang === 'en' ? en : nl);
