// A text that the table writes together: who writes now, and both texts where two wrote at once.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { personWords } from '../card';
import type { Block, Step, Version } from '../contract';
import { type Here, isOpen } from '../here';
import { icon } from '../icon';
import { button, valueOf } from './fields';

const MOST_PROSE = 6000;
/** While someone types, others hear of it again after so many seconds; a claim lasts 90. */
const CLAIM_AGAIN = 60_000;
const claimed = new Map<string, number>();

export function prosePart(here: Here): TemplateResult | typeof nothing {
  const { step, words } = here;
  if (!step?.blocks.length) return nothing;
  return html`${step.blocks.map((key) => {
    const title = words.blocks[key]?.title ?? key;
    return html`<section class="at-prose" aria-labelledby=${`at-prose-${key}`}><h2 id=${`at-prose-${key}`} tabindex="-1">${title}</h2>
      <p class="vk-meta">${words.blocks[key]?.prompt ?? ''}</p>
      ${blockPart(here, step, key)}</section>`;
  })}`;
}

/** Return the names of the drafts of a text: the words, and the version they began with. */
export const draftNames = (key: string): { text: string; base: string } => ({ text: `text ${key}`, base: `base ${key}` });

function blockPart(here: Here, step: Step, key: string): TemplateResult {
  const { texts, words, ui } = here;
  const block = here.board.block(key);
  const isWriting = ui.writing.has(key);
  const other = block?.writer && block.writer.id !== words.me.id && here.isWriting(key) ? block.writer : null;
  return html`
    ${block?.beside.length ? conflictPart(here, key, block) : standingPart(here, block)}
    ${other ? html`<p class="at-writes">${icon(words.icons, 'pen-line')}<span>${texts.writes(other.name)}</span></p>` : nothing}
    ${isWriting ? fieldPart(here, step, key, block) : nothing}
    ${!isWriting && isOpen(here) && !block?.beside.length ? button({ sprite: words.icons, text: texts.writeHere, icon: 'pen-line', id: `at-begin-${key}`, press: () => begin(here, key, block) }) : nothing}`;
}

function standingPart(here: Here, block: Block | undefined): TemplateResult {
  const { texts, words } = here;
  if (!block?.text?.text) return html`<p class="vk-meta">${texts.textEmpty}</p>`;
  return html`<p class="at-prose__text">${block.text.text}</p><p class="vk-meta">${texts.textBy(personWords(block.text.by, words))}</p>`;
}

function begin(here: Here, key: string, block: Block | undefined): void {
  const names = draftNames(key);
  here.drafts.setText(names.text, block?.text?.text ?? '');
  here.drafts.setText(names.base, String(block?.number ?? 0));
  here.set({ writing: new Map(here.ui.writing).set(key, block?.number ?? 0) });
  claim(here, key);
  here.focus(`#at-write-${key}`);
}

/** Say that one writes; only where there is a connection: late it would mean nothing. */
function claim(here: Here, key: string): void {
  const now = performance.now();
  const last = claimed.get(key);
  if (!here.standing.isReaching || !here.isHearing || (last !== undefined && now - last < CLAIM_AGAIN)) return;
  claimed.set(key, now);
  void here.act('claim', { block: key });
}

function fieldPart(here: Here, step: Step, key: string, block: Block | undefined): TemplateResult {
  const { texts, words, drafts, ui } = here;
  const id = `at-write-${key}`;
  const base = ui.writing.get(key) ?? 0;
  const hasMoved = block !== undefined && block.number !== base && block.text !== null;
  return html`<form class="at-small-form" novalidate @submit=${(event: Event) => {
    event.preventDefault();
    void save(here, step, key, base);
  }}>
    ${hasMoved && block?.text ? html`<p class="at-moved">${icon(words.icons, 'info')}<span>${texts.movedOn(block.text.by.name)}</span></p>` : nothing}
    <label class="utrecht-form-label" for=${id}>${texts.writing}</label>
    <textarea class="utrecht-textarea at-prose__field" id=${id} rows="8" maxlength=${MOST_PROSE} .defaultValue=${drafts.text(draftNames(key).text)}
      @input=${(event: Event) => {
        drafts.setText(draftNames(key).text, (event.target as HTMLTextAreaElement).value);
        claim(here, key);
      }}></textarea>
    <div class="at-buttons">
      <button class="nl-button nl-button--primary" ?disabled=${!isOpen(here)}><span class="nl-button__label">${texts.saveText}</span></button>
      ${button({ sprite: words.icons, text: texts.cancel, tone: 'subtle', press: () => stop(here, key) })}
    </div>
  </form>`;
}

function stop(here: Here, key: string): void {
  const writing = new Map(here.ui.writing);
  writing.delete(key);
  here.drafts.drop(draftNames(key).text);
  here.drafts.drop(draftNames(key).base);
  claimed.delete(key);
  here.set({ writing });
  here.focus(`#at-prose-${key}`);
}

async function save(here: Here, step: Step, key: string, base: number): Promise<void> {
  const text = valueOf(`at-write-${key}`);
  if (!(await here.act('write', { block: key, text, base }, step.key))) return;
  here.say(here.texts.savedText);
  stop(here, key);
}

/** Two texts, side by side, and one field in which they become one. */
function conflictPart(here: Here, key: string, block: Block): TemplateResult {
  const { texts, words, ui } = here;
  const versions: readonly (readonly [string, Version])[] = [...(block.text ? [[texts.stands, block.text] as const] : []), ...block.beside.map((one) => [texts.besideText, one] as const)];
  return html`<div class="at-conflict">
    <h3>${icon(words.icons, 'square-split-horizontal')}<span>${texts.twoTexts}</span></h3>
    <p>${texts.twoLead}</p>
    <div class="at-conflict__texts">${versions.map(
      ([name, version]) => html`<div><h4>${name}</h4><p class="at-prose__text">${version.text}</p><p class="vk-meta">${personWords(version.by, words)}</p></div>`,
    )}</div>
    ${ui.settling.has(key) ? settlePart(here, key, versions.map(([, version]) => version)) : isOpen(here) ? button({ sprite: words.icons, text: texts.settle, icon: 'pencil', press: () => beginSettling(here, key, versions.map(([, version]) => version)) }) : nothing}
  </div>`;
}

function beginSettling(here: Here, key: string, versions: readonly Version[]): void {
  const name = `settle ${key}`;
  if (!here.drafts.text(name)) here.drafts.setText(name, versions.map((one) => one.text).join('\n\n'));
  here.set({ settling: new Set(here.ui.settling).add(key) });
  claim(here, key);
  here.focus(`#at-settle-${key}`);
}

function settlePart(here: Here, key: string, versions: readonly Version[]): TemplateResult {
  const { texts, words, drafts } = here;
  const [id, name] = [`at-settle-${key}`, `settle ${key}`];
  return html`<form class="at-small-form" novalidate @submit=${(event: Event) => {
    event.preventDefault();
    void settle(here, key);
  }}>
    <label class="utrecht-form-label" for=${id}>${texts.settleText}</label>
    <textarea class="utrecht-textarea at-prose__field" id=${id} rows="10" maxlength=${MOST_PROSE} .defaultValue=${drafts.text(name) || versions.map((one) => one.text).join('\n\n')}
      @input=${(event: Event) => {
        drafts.setText(name, (event.target as HTMLTextAreaElement).value);
        claim(here, key);
      }}></textarea>
    <div class="at-buttons">
      <button class="nl-button nl-button--primary"><span class="nl-button__label">${texts.saveSettle}</span></button>
      ${button({ sprite: words.icons, text: texts.cancel, tone: 'subtle', press: () => endSettling(here, key) })}
    </div>
  </form>`;
}

function endSettling(here: Here, key: string): void {
  const settling = new Set(here.ui.settling);
  settling.delete(key);
  here.drafts.drop(`settle ${key}`);
  here.set({ settling });
  here.focus(`#at-prose-${key}`);
}

async function settle(here: Here, key: string): Promise<void> {
  if (!(await here.act('settle', { block: key, text: valueOf(`at-settle-${key}`) }))) return;
  here.say(here.texts.savedText);
  endSettling(here, key);
}
