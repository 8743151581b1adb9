// The event log in words, the newest first.

import { element, part } from "./elements.js";
import { SOURCES, clock, eventText } from "./words.js";

const MOST = 300;
const ALL = "all";

/** `add` events as they come; they are drawn once a frame at the most. */
export class Log {
  constructor() {
    const everything = element("option", { value: ALL }, "everything");
    const each = Object.entries(SOURCES).map(([source, name]) => element("option", { value: source }, name));
    part("log-filter").replaceChildren(everything, ...each);
    part("log-filter").addEventListener("change", () => this.filter());
    this.reset(new Map());
  }

  /** Forgets everything; `meanings` of faults by name. */
  reset(meanings) {
    this.meanings = meanings;
    this.fresh = [];
    part("log").replaceChildren();
  }

  /** Events in the order of time. */
  add(events) {
    this.fresh.push(...events);
    if (this.fresh.length > MOST) this.fresh.splice(0, this.fresh.length - MOST);
  }

  /** Shows what is new. */
  draw() {
    if (!this.fresh.length) return;
    const list = part("log");
    list.prepend(...this.fresh.splice(0).reverse().map((event) => this.row(event)));
    while (list.childElementCount > MOST) list.lastChild.remove();
  }

  row(event) {
    const row = element("li", { "data-source": event.source });
    row.hidden = !this.wants(event.source);
    row.append(
      element("time", {}, clock(event.at_s)),
      element("span", { class: "source" }, SOURCES[event.source] ?? event.source),
      element("span", {}, eventText(event, this.meanings)),
    );
    return row;
  }

  wants(source) {
    return [ALL, source].includes(part("log-filter").value);
  }

  filter() {
    for (const row of part("log").children) row.hidden = !this.wants(row.dataset.source);
  }
}
