// Everything that can be broken, and mended again.

import { element, mark, part, write } from "./elements.js";

const GROUPS = [
  ["Temperature sensors", /^(ntc|adc)_/],
  ["Heater, relay and supply", /^(heater|rail|sense|supply|brownout)/],
  ["Motor", /^(motor|tach)_/],
  ["Buttons", /^button_/],
  ["Firmware", /./],
];

/** `meanings` by name; a fault is ordered by {do: "fault"}. */
export class Faults {
  constructor(meanings, send) {
    this.rows = new Map();
    const names = [...meanings.keys()];
    const groups = GROUPS.map(([title, pattern]) => {
      const members = names.filter((name) => !this.rows.has(name) && pattern.test(name));
      return this.group(title, members, meanings, send);
    });
    part("faults").replaceChildren(...groups);
    part("fault-search").oninput = () => this.find(part("fault-search").value.toLowerCase());
    this.find(part("fault-search").value.toLowerCase());
  }

  group(title, names, meanings, send) {
    const rows = names.map((name) => this.row(name, meanings.get(name), send));
    return element("section", {}, element("h3", {}, title), ...rows);
  }

  row(name, meaning, send) {
    const id = `fault-${name}`;
    const button = element("button", { type: "button", class: "plain", "aria-describedby": id }, "Break");
    const words = element("span", { id }, meaning[0].toUpperCase() + meaning.slice(1));
    const row = element("div", { class: "fault", "data-name": name }, words, button);
    button.addEventListener("click", () => send({ do: "fault", fault: name, broken: row.dataset.broken !== "true" }));
    this.rows.set(name, row);
    return row;
  }

  /** What is broken now. */
  show(view) {
    const broken = view?.broken ?? [];
    for (const [name, row] of this.rows) {
      const is = broken.includes(name);
      mark(row, "data-broken", String(is));
      write(row.lastChild, is ? "Mend" : "Break");
    }
    part("broken-count").hidden = broken.length === 0;
    write(part("broken-count"), `${broken.length} broken`);
  }

  find(text) {
    for (const [name, row] of this.rows) row.hidden = !`${name} ${row.textContent}`.toLowerCase().includes(text);
    for (const section of part("faults").children) section.hidden = !section.querySelector(".fault:not([hidden])");
  }
}
