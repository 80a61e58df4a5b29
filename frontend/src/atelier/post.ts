// Sends deeds to the server, under the name on the page. A page can be older than the token that guards its forms: who
// scans the code again in the hall gets a new one. Then the new token is fetched, and nobody notices.
import { valuesOf, type Values } from './contract';
import type { Deed } from './outbox';

type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

/** Name of the error with which the server says that this device takes no part any more. */
const NOT_JOINED = 'NotJoinedError';

/** Return whether an answer says that this device takes no part: no other refusal may make a person join again. */
export async function isNotJoined(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return false;
  try {
    return ((await answer.clone().json()) as { type?: string }).type === NOT_JOINED;
  } catch {
    return false;
  }
}

export class Post {
  readonly #words: Pick<Values, 'me' | 'addresses'>;
  readonly #page: string;
  readonly #fetch: Fetch;
  #token: string;

  constructor(words: Pick<Values, 'me' | 'addresses' | 'csrf'>, page: string, fetch_: Fetch = (address, init) => fetch(address, init)) {
    this.#words = words;
    this.#page = page;
    this.#fetch = fetch_;
    this.#token = words.csrf;
  }

  /** Send deeds; where the token was too old, with the new one. */
  async send(deeds: readonly Deed[]): Promise<Response> {
    const answer = await this.#once(deeds);
    if (answer.status !== 403 || (await isNotJoined(answer))) return answer;
    const page = await this.#fetch(this.#page, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
    // Led to the door: this device takes no part.
    if (page.redirected) return new Response(JSON.stringify({ type: NOT_JOINED }), { status: 403 });
    if (!page.ok) return answer;
    this.#token = valuesOf<Values>(new DOMParser().parseFromString(await page.text(), 'text/html'), 'at-values').csrf;
    return this.#once(deeds);
  }

  #once(deeds: readonly Deed[]): Promise<Response> {
    return this.#fetch(this.#words.addresses.contribute, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.#token, 'X-Atelier-Person': this.#words.me.id },
      body: JSON.stringify({ deeds }),
    });
  }
}
