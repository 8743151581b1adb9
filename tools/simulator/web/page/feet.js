// Feet that come and go.

import { element, mark, part, write } from "./elements.js";

/** Buttons for each foot, and for cold ones; the feet of the drawing can be clicked, too. */
export class Feet {
  constructor(send) {
    this.send = send;
    this.on = { left: false, right: false };
    this.buttons = { left: this.button("left"), right: this.button("right") };
    const cold = element("button", { type: "button", class: "plain" }, "Fresh cold feet, 18 °C");
    cold.addEventListener("click", () => send({ do: "feet", left: true, right: true, cold: true }));
    part("feet").replaceChildren(this.buttons.left, this.buttons.right, cold);
    for (const side of ["left", "right"]) {
      part(`zone-${side}`).onclick = part(`foot-${side}`).onclick = () => this.toggle(side);
    }
  }

  button(side) {
    const made = element("button", { type: "button", class: "plain", "aria-pressed": "false" });
    made.addEventListener("click", () => this.toggle(side));
    return made;
  }

  toggle(side) {
    this.send({ do: "feet", ...this.on, [side]: !this.on[side], cold: false });
  }

  /** Which feet are on the pad. */
  show(view) {
    for (const side of ["left", "right"]) {
      this.on[side] = Boolean(view) && [side, "both"].includes(view.feet);
      mark(this.buttons[side], "aria-pressed", String(this.on[side]));
      write(this.buttons[side], `${side === "left" ? "Left" : "Right"} foot: ${view ? (this.on[side] ? "on" : "off") : "–"}`);
    }
  }
}
