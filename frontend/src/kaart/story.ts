/** Fetches what the panel shows, and lets go of an answer that nobody waits for any more. */

import { FetchFailed, fetchPiece } from "./fetching.js";
import type { PanelState } from "./parts/panel.js";
import type { Links } from "./screen.js";
import { withQuery } from "./state.js";

/** The panel's content, for the area (or pair) chosen last. */
export class Story implements PanelState {
  status: PanelState["status"] = "empty";
  nodes: Node[] = [];
  readonly #changed: () => void;
  #shown = "";
  #asked: AbortController | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Fetch what belongs to these areas unless it is there already. */
  async show(links: Links, area: string | null, other: string | null, year: number | null): Promise<void> {
    const address = addressOf(links, area, other, year);
    if (address === this.#shown) return;
    this.#shown = address;
    await this.#fetch();
  }

  again = (): void => {
    void this.#fetch();
  };

  async #fetch(): Promise<void> {
    this.#asked?.abort();
    if (!this.#shown) {
      this.status = "empty";
      this.nodes = [];
      return;
    }
    const asked = new AbortController();
    this.#asked = asked;
    this.status = "loading";
    this.#changed();
    try {
      const nodes = await fetchPiece(this.#shown, asked.signal);
      if (asked.signal.aborted) return;
      this.nodes = nodes;
      this.status = "ready";
    } catch (error) {
      if (asked.signal.aborted) return;
      if (!(error instanceof FetchFailed)) throw error;
      this.status = "failed";
    }
    this.#changed();
  }
}

function addressOf(links: Links, area: string | null, other: string | null, year: number | null): string {
  const template = area !== null && other !== null ? links.compare : area !== null ? links.panel : "";
  if (!template) return "";
  const address = template
    .replace("{code}", encodeURIComponent(area ?? ""))
    .replace("{a}", encodeURIComponent(area ?? ""))
    .replace("{b}", encodeURIComponent(other ?? ""));
  return year === null ? address : withQuery(address, `jaar=${year}`);
}
