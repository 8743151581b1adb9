// How fast time runs. Whoever looks shall notice when it is not the real speed.

import { element, mark, part, write } from "./elements.js";
import { clock } from "./words.js";

const SPEEDS = [1, 2, 5, 10, 20, 50, 100];
const MEASURED_MS = 3000;
const SHORT_OF = 0.85;

/** The choice of speeds, the pad's clock, and what the computer makes of it. */
export class Speed {
  constructor(send, fixed) {
    this.past = [];
    part("speed").disabled = fixed;
    part("speeds").replaceChildren(...SPEEDS.map((speed) => this.choice(speed, send)));
  }

  choice(speed, send) {
    const input = element("input", { type: "radio", name: "speed", value: speed, "aria-label": `${speed} times` });
    input.addEventListener("change", () => send({ do: "speed", to: speed }));
    return element("label", {}, input, element("span", { "aria-hidden": "true" }, `×${speed}`));
  }

  /** Speed and time of a view. */
  show(view) {
    write(part("now"), view ? clock(view.nowS) : "–");
    this.choose(view?.speed);
    part("fast").hidden = !view || view.speed === 1;
    mark(document.body, "data-fast", String(Boolean(view) && view.speed !== 1));
    if (view) write(part("fast"), this.words(view));
  }

  /** Marks the speed that is, once it has changed: between a click and its effect the click counts. */
  choose(speed) {
    if (speed === this.chosen) return;
    this.chosen = speed;
    for (const input of part("speeds").querySelectorAll("input")) input.checked = Number(input.value) === speed;
  }

  words(view) {
    const asked = view.speed > 1 ? `Time runs ${view.speed} times faster than real.` : `Time runs at ${view.speed} of real speed.`;
    if (view.pace !== view.speed) return `${asked} While a button is held it runs at real speed.`;
    const reached = this.reached(view);
    return reached && reached < view.speed * SHORT_OF ? `${asked} This computer reaches about ${reached}.` : asked;
  }

  /** Simulated seconds per second of the last moments; null before it can be told. */
  reached(view) {
    const last = this.past.at(-1);
    if (last?.speed !== view.speed || last?.pace !== view.pace) this.past = [];
    const now = { atMs: performance.now(), nowS: view.nowS, speed: view.speed, pace: view.pace };
    this.past.push(now);
    while (now.atMs - this.past[0].atMs > MEASURED_MS) this.past.shift();
    const forMs = now.atMs - this.past[0].atMs;
    return forMs > MEASURED_MS / 2 ? Math.round((now.nowS - this.past[0].nowS) / (forMs / 1000)) : null;
  }
}
