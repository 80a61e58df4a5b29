// Fields in the dress of the site: labels, choices, selects, faults.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { icon } from '../icon';

export interface Choice {
  readonly value: string;
  readonly name: string;
}

/** Return one choice out of a few, as radio buttons. */
export function radios(asked: { name: string; legend: string; choices: readonly Choice[]; chosen: string; wide?: boolean; pick: (value: string) => void }): TemplateResult {
  return html`<fieldset class="utrecht-form-fieldset vk-field">
    <legend class="utrecht-form-fieldset__legend at-legend">${asked.legend}</legend>
    <div class=${asked.wide ? 'vk-options at-options--wide' : 'vk-options'}>
      ${asked.choices.map(
        (one) => html`<label class="vk-option utrecht-form-label utrecht-form-label--checkbox">
          <input type="radio" name=${asked.name} value=${one.value} .checked=${live(one.value === asked.chosen)} @change=${() => asked.pick(one.value)}>
          <span>${one.name}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

export interface Group {
  readonly name: string;
  readonly choices: readonly Choice[];
}

/** Return one choice out of many, as a select; groups without a name stand loose. */
export function select(asked: { id: string; label: string; none: string; groups: readonly Group[]; chosen: string; wrong?: string | undefined; pick: (value: string) => void }): TemplateResult {
  return html`<div class=${asked.wrong ? 'vk-field vk-field--invalid' : 'vk-field'}>
    <label class="utrecht-form-label" for=${asked.id}>${asked.label}</label>
    ${fault(asked.id, asked.wrong)}
    <select class="utrecht-select utrecht-select--html-select" id=${asked.id} aria-describedby=${asked.wrong ? `${asked.id}-wrong` : nothing} aria-invalid=${asked.wrong ? 'true' : nothing}
      .value=${live(asked.chosen)} @change=${(event: Event) => asked.pick((event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${asked.chosen === ''}>${asked.none}</option>
      ${asked.groups.map((group) => {
        const options = group.choices.map((one) => html`<option value=${one.value} ?selected=${one.value === asked.chosen}>${one.name}</option>`);
        return group.name ? html`<optgroup label=${group.name}>${options}</optgroup>` : options;
      })}
    </select>
  </div>`;
}

/** Return what is wrong with a field, above it. */
export function fault(id: string, text: string | undefined): TemplateResult | typeof nothing {
  return text ? html`<p class="at-fault" id=${`${id}-wrong`}>${text}</p>` : nothing;
}

/** Return a button with an icon and words; `tone` is primary for the one thing of the page. */
export function button(asked: {
  sprite: string;
  text: string;
  icon?: string;
  tone?: 'primary' | 'secondary' | 'subtle';
  id?: string;
  label?: string;
  isOff?: boolean;
  pressed?: boolean;
  press: (event: Event) => void;
}): TemplateResult {
  return html`<button type="button" class=${`nl-button nl-button--${asked.tone ?? 'secondary'}`} id=${asked.id ?? nothing} aria-label=${asked.label ?? nothing}
    ?disabled=${asked.isOff ?? false} aria-pressed=${asked.pressed === undefined ? nothing : String(asked.pressed)} @click=${asked.press}>
    ${asked.icon ? html`<span class="nl-button__icon-start">${icon(asked.sprite, asked.icon)}</span>` : nothing}<span class="nl-button__label">${asked.text}</span>
  </button>`;
}

/** Return what stands in a field now. */
export function valueOf(id: string): string {
  return (document.getElementById(id) as HTMLInputElement | HTMLTextAreaElement | null)?.value ?? '';
}
