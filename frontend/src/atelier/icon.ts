// An icon of the sprite of the site; the words beside it say what it means.
import { html, type TemplateResult } from 'lit/html.js';

export function icon(sprite: string, name: string): TemplateResult {
  return html`<svg class="vk-icon" width="20" height="20" aria-hidden="true" focusable="false"><use href="${sprite}#${name}"></use></svg>`;
}
