/** The page around the map: one container a part, so that pointing at an area redraws only the plate. */

import { html, nothing, render } from "lit/html.js";
import { emptyDraft, filterPart } from "./parts/filter.js";
import { legendPart } from "./parts/legend.js";
import { levelsPart, mapsPart } from "./parts/maps.js";
import { type PanelState, panelPart } from "./parts/panel.js";
import { type PlateState, platePart } from "./parts/plate.js";
import { emptySearch, searchPart } from "./parts/search.js";
import { type ShareState, sharePart, sourcesPart } from "./parts/share.js";
import { startTable, tablePart } from "./parts/table.js";
import { headPart, mannerPart, yearsPart } from "./parts/toolbar.js";
import type { Screen } from "./screen.js";

type Handlers = Pick<PlateState, "onKey" | "onFocus" | "onZoom">;

/** Everything but the drawing itself. */
export class Page {
  readonly plate: PlateState;
  notice = "";
  readonly #root: HTMLElement;
  readonly #fixed: HTMLElement;
  readonly #draft = emptyDraft();
  readonly #search = emptySearch();
  readonly #table = startTable();
  readonly #share: ShareState = { isDone: false, byHand: "" };
  #saying = 0;
  #isListOpen = false;

  constructor(host: HTMLElement, handlers: Handlers) {
    this.plate = { current: null, isSketched: false, isReady: false, ...handlers };
    const fixed = document.createElement("div");
    fixed.className = "vk-kaart__fixed";
    fixed.hidden = true;
    fixed.append(...host.childNodes);
    this.#fixed = fixed;
    this.#root = document.createElement("div");
    this.#root.className = "vk-kaart";
    host.append(fixed, this.#root);
    render(
      html`<p class="vk-kaart__unseen" role="status" data-part="status"></p>
        <div class="vk-kaart__top">
          <div data-part="head"></div>
          <div data-part="search"></div>
        </div>
        <div data-part="notice"></div>
        <div class="vk-kaart__choose">
          <div data-part="levels"></div>
          <div data-part="maps"></div>
        </div>
        <div class="vk-kaart__stage">
          <div class="vk-kaart__bar" data-part="manner"></div>
          <div data-part="plate"></div>
          <div data-part="years"></div>
          <div data-part="share"></div>
          <div data-part="sources"></div>
        </div>
        <div class="vk-kaart__side">
          <div data-part="panel"></div>
          <div data-part="legend"></div>
          <div data-part="filter"></div>
        </div>
        <div class="vk-kaart__below">
          <div data-part="table"></div>
        </div>`,
      this.#root,
    );
  }

  get sketch(): HTMLCanvasElement {
    return this.#find(".vk-kaart__sketch") as HTMLCanvasElement;
  }

  get canvas(): HTMLElement {
    return this.#find(".vk-kaart__canvas");
  }

  /** Put back what the server sent. */
  undo(): void {
    this.#root.remove();
    this.#fixed.replaceWith(...this.#fixed.childNodes);
  }

  /** Show what belongs to the first sight of a map: its question, its classes, and which map it is. */
  renderFirst(screen: Screen, current: number | null): void {
    this.#render("head", headPart(screen));
    this.#render("notice", this.notice ? html`<p class="vk-kaart__notice" role="alert">${this.notice}</p>` : nothing);
    this.#render("maps", this.#choosePart(screen));
    this.#render("levels", levelsPart(screen));
    this.#render("manner", mannerPart(screen));
    this.#render("legend", legendPart(screen));
    this.renderPlate(screen, current);
  }

  render(screen: Screen, panel: PanelState, current: number | null): void {
    this.renderFirst(screen, current);
    this.#render("search", searchPart(screen, this.#search));
    this.#render("years", yearsPart(screen));
    this.#render("share", sharePart(screen, this.#share));
    this.#render("panel", panelPart(screen, panel));
    this.#render("filter", filterPart(screen, this.#draft));
    this.#render("sources", sourcesPart(screen));
    this.#render("table", tablePart(screen, this.#table));
  }

  renderPlate(screen: Screen, current: number | null): void {
    this.plate.current = current;
    this.#render("plate", platePart(screen, this.plate));
  }

  /** Put the label beside a point of the plate, on the side where there is room. */
  moveLabel(at: { x: number; y: number }): void {
    const label = this.#find(".vk-kaart__label");
    const room = this.canvas;
    const isRight = at.x > room.clientWidth * 0.55;
    const x = isRight ? at.x - 14 - label.offsetWidth : at.x + 14;
    const y = Math.min(Math.max(at.y - 12, 4), room.clientHeight - label.offsetHeight - 4);
    const left = Math.min(Math.max(x, 4), Math.max(room.clientWidth - label.offsetWidth - 4, 4));
    label.style.setProperty("transform", `translate(${Math.round(left)}px, ${Math.round(y)}px)`);
  }

  /** Have a screen reader say something; saying the same again is heard again. */
  say(text: string): void {
    if (!text) return;
    const status = this.#find('[data-part="status"]');
    status.textContent = "";
    clearTimeout(this.#saying);
    this.#saying = window.setTimeout(() => {
      status.textContent = text;
    }, 60);
  }

  focusPanel(): void {
    const heading = this.#root.querySelector<HTMLElement>(".vk-kaart__panel h3");
    heading?.focus();
    heading?.scrollIntoView({ block: "nearest" });
  }

  hasFocusInPanel(): boolean {
    return this.#find('[data-part="panel"]').contains(document.activeElement);
  }

  focusMap(): void {
    this.#find(".vk-kaart__areas").focus();
  }

  /** Return the list of maps; on a narrow screen it folds away behind the name of the map. */
  #choosePart(screen: Screen) {
    const id = `${screen.id}-maps`;
    const toggle = (): void => {
      this.#isListOpen = !this.#isListOpen;
      this.#render("maps", this.#choosePart(screen));
    };
    return html`<button
        type="button"
        class="vk-kaart__button vk-kaart__unfold"
        aria-expanded=${this.#isListOpen ? "true" : "false"}
        aria-controls=${id}
        @click=${toggle}
      >
        ${screen.texts.maps}
      </button>
      <div id=${id} class="vk-kaart__list ${this.#isListOpen ? "is-open" : ""}">${mapsPart(screen)}</div>`;
  }

  #render(part: string, content: unknown): void {
    render(content, this.#find(`[data-part="${part}"]`));
  }

  #find(selector: string): HTMLElement {
    const found = this.#root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`vk-kaart lost its ${selector}`);
    return found;
  }
}
