// The form of a card: a big field, one big button, and what one may tell more.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { shortened } from '../card';
import { bodyOf, formOf, missing, MOST_LETTERS, type Missing } from '../compose';
import type { Form, Link, Sentiment, Step } from '../contract';
import { EMPTY } from '../drafts';
import { type Here, isFor, stepOf } from '../here';
import { icon } from '../icon';
import { newId } from '../ids';
import { button, fault, radios, select } from './fields';
import { wherePart } from './where';

const SENTIMENTS: readonly Sentiment[] = ['neutral', 'worry', 'chance'];
const LINKS: readonly Link[] = ['cause', 'problem', 'consequence'];
const FIELDS: Record<Missing, string> = { text: 'at-text', long: 'at-text', indicator: 'at-figure', place: 'at-where', buurt: 'at-where-buurt', street: 'at-where-street' };
const WITH_PERSPECTIVE: readonly Form[] = ['measure', 'strength'];

/** Return the form of the step that someone writes in; nothing where cards are not asked for. */
export function addPart(here: Here): TemplateResult | typeof nothing {
  const step = stepOf(here, here.ui.formStep);
  if (!step || !step.forms.length || !isFor(step, here) || here.run?.state === 'closed') return nothing;
  const { texts, words } = here;
  const draft = here.drafts.card(step.key);
  const form = formOf(draft, step) ?? 'note';
  const isBehind = step.key !== here.step?.key;
  const isRunning = here.run?.state === 'runs';
  return html`<section class="at-add" aria-labelledby="at-add-heading">
    <h2 class="at-add__heading" id="at-add-heading">${texts.add}</h2>
    ${
      isBehind && here.step
        ? html`<div class="at-behind">${icon(words.icons, 'info')}<div><p>${texts.earlier(step.title)}</p>
            ${button({ sprite: words.icons, text: texts.toNow, icon: 'arrow-right', press: () => toNow(here) })}</div></div>`
        : nothing
    }
    <form class="vk-form" id="at-form" novalidate @submit=${(event: Event) => {
      event.preventDefault();
      void put(here, step);
    }}>
      ${step.forms.length > 1 ? formsPart(here, step, form) : nothing}
      ${form === 'figure' ? figurePart(here, step) : nothing}
      ${form === 'problem' ? linkPart(here, step) : nothing}
      ${textPart(here, step, form)}
      ${form === 'statement' ? nothing : morePart(here, step, form)}
      <div class="at-submit">
        <button class="nl-button nl-button--primary at-big" id="at-put" ?disabled=${!isRunning}><span class="nl-button__icon-start">${icon(words.icons, 'send')}</span><span class="nl-button__label">${texts.put}</span></button>
        ${isRunning ? nothing : html`<p class="vk-meta">${texts.notNow}</p>`}
      </div>
    </form>
  </section>`;
}

function toNow(here: Here): void {
  here.set({ formStep: here.step?.key ?? '', wrong: [] });
  here.focus('#at-question');
}

function formsPart(here: Here, step: Step, form: Form): TemplateResult {
  return radios({
    name: 'at-what',
    legend: here.texts.what,
    choices: step.forms.map((one) => ({ value: one, name: here.texts.formNames[one] })),
    chosen: form,
    pick: (value) => change(here, step, { form: value as Form }),
  });
}

function textPart(here: Here, step: Step, form: Form): TemplateResult {
  const { texts } = here;
  const draft = here.drafts.card(step.key);
  const wrong = here.ui.wrong.find((one) => one === 'text' || one === 'long');
  const hint = texts.writeHints[form];
  const described = [hint ? 'at-text-hint' : '', wrong ? 'at-text-wrong' : ''].filter(Boolean).join(' ');
  return html`<div class=${wrong ? 'vk-field vk-field--invalid' : 'vk-field'}>
    <label class="utrecht-form-label at-legend" for="at-text">${texts.write}</label>
    ${hint ? html`<p class="utrecht-form-field-description" id="at-text-hint">${hint}</p>` : nothing}
    ${fault('at-text', wrong ? texts.wrong[wrong] : undefined)}
    <textarea class="utrecht-textarea at-text" id="at-text" rows="4" autocomplete="off" aria-describedby=${described || nothing} aria-invalid=${wrong ? 'true' : nothing}
      .value=${live(draft.text)} @input=${(event: Event) => typed(here, step, event.target as HTMLTextAreaElement)}></textarea>
    <p class="at-letters" id="at-letters">${lettersLeft(here, draft.text)}</p>
  </div>`;
}

function typed(here: Here, step: Step, field: HTMLTextAreaElement): void {
  here.drafts.setCard(step.key, { text: field.value });
  // Only this: drawing the whole page at every letter makes an old phone stammer.
  const left = document.getElementById('at-letters');
  if (left) left.textContent = lettersLeft(here, field.value);
}

/** Nobody needs to count before the end is near. */
function lettersLeft(here: Here, text: string): string {
  const left = MOST_LETTERS - [...text].length;
  if (left < 0) return here.texts.tooLong(-left);
  return left < 100 ? here.texts.lettersLeft(left) : '';
}

function morePart(here: Here, step: Step, form: Form): TemplateResult {
  const { texts, words } = here;
  const draft = here.drafts.card(step.key);
  const isTold = draft.theme !== '' || draft.sentiment !== 'neutral' || draft.where !== 'nowhere' || draft.perspective !== '';
  return html`<details class="at-more" ?open=${isTold || here.ui.wrong.some((one) => ['place', 'buurt', 'street'].includes(one))}>
    <summary>${icon(words.icons, 'plus')}<span>${texts.more}</span></summary>
    <div class="at-more__body">
      ${wherePart(here, { draft, change: (part) => change(here, step, part) })}
      ${select({
        id: 'at-theme',
        label: texts.theme,
        none: texts.noTheme,
        groups: [{ name: '', choices: words.themes.map((one) => ({ value: one.key, name: one.name })) }],
        chosen: draft.theme,
        pick: (value) => change(here, step, { theme: value }),
      })}
      ${
        form === 'note' || form === 'figure'
          ? radios({
              name: 'at-feeling',
              legend: texts.feeling,
              choices: SENTIMENTS.map((one) => ({ value: one, name: texts.feelings[one] })),
              chosen: draft.sentiment,
              pick: (value) => change(here, step, { sentiment: value as Sentiment }),
            })
          : nothing
      }
      ${
        WITH_PERSPECTIVE.includes(form) || form === 'note'
          ? select({
              id: 'at-perspective',
              label: texts.perspective,
              none: texts.noPerspective,
              groups: [{ name: '', choices: words.perspectives.map((one) => ({ value: one.key, name: one.name })) }],
              chosen: draft.perspective,
              pick: (value) => change(here, step, { perspective: value }),
            })
          : nothing
      }
    </div>
  </details>`;
}

function figurePart(here: Here, step: Step): TemplateResult {
  const { texts, words, ui } = here;
  const choices = Object.entries(words.indicators).map(([value, name]) => ({ value, name }));
  return select({
    id: 'at-figure',
    label: texts.figure,
    none: texts.chooseFigure,
    groups: [{ name: '', choices: choices.sort((one, other) => one.name.localeCompare(other.name, words.lang)) }],
    chosen: here.drafts.card(step.key).indicator,
    wrong: ui.wrong.includes('indicator') ? texts.wrong.indicator : undefined,
    pick: (value) => change(here, step, { indicator: value }),
  });
}

function linkPart(here: Here, step: Step): TemplateResult {
  const { texts, board } = here;
  const draft = here.drafts.card(step.key);
  const problems = board.cards().filter((one) => one.form === 'problem' && one.link === 'problem');
  return html`${radios({
    name: 'at-link',
    legend: texts.link,
    choices: LINKS.map((one) => ({ value: one, name: texts.links[one] })),
    chosen: draft.link,
    pick: (value) => change(here, step, { link: value as Link }),
  })}
  ${
    draft.link !== 'problem' && problems.length
      ? select({
          id: 'at-of',
          label: texts.of,
          none: texts.noOf,
          groups: [{ name: '', choices: problems.map((one) => ({ value: one.card, name: shortened(one.text) })) }],
          chosen: draft.of,
          pick: (value) => change(here, step, { of: value }),
        })
      : nothing
  }`;
}

function change(here: Here, step: Step, part: Parameters<Here['drafts']['setCard']>[1]): void {
  here.drafts.setCard(step.key, part);
  here.set({ wrong: [] });
}

/** Put the card on the board, or say what is missing and go there. */
async function put(here: Here, step: Step): Promise<void> {
  const draft = here.drafts.card(step.key);
  const wrong = missing(draft, step);
  if (wrong.length) {
    here.set({ wrong });
    const first = wrong[0];
    if (first) {
      here.say(here.texts.wrong[first]);
      here.focus(`#${FIELDS[first]}`);
    }
    return;
  }
  const id = await here.act('contribute', bodyOf(draft, step, newId()), step.key);
  if (!id) return;
  // The kind of card stays, for who has more to say; the words are on their way.
  here.drafts.setCard(step.key, { ...EMPTY, form: draft.form, link: draft.link });
  here.say(here.standing.isReaching && here.isHearing ? here.texts.kept : here.texts.keptOffline);
  here.set({ wrong: [], formStep: here.step?.key ?? step.key });
  here.focus('#at-text');
}
