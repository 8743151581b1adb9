// The pad's five buttons. A press is real: closed while a finger, a pointer or a key is on it, open when it leaves.

import { element, mark, part, write } from "./elements.js";

const LETTERS = { START: "s", FASTER: "f", SLOWER: "d", HEAT: "h", TIME: "t" };
const MODIFIERS = ["Alt", "AltGraph", "Control", "Meta"];
const PRESS_KEYS = [" ", "Enter"];
const NO_LETTERS_IN = "input:not([type=checkbox]):not([type=radio]), select, textarea, iframe";

/** Sends {do: "down"} and {do: "up"} for each button. Several fingers may be on one; it opens with the last. */
export class Buttons {
  constructor(names, send) {
    this.send = send;
    this.fingers = new Map(names.map((name) => [name, new Set()]));
    this.parts = new Map(names.map((name) => [name, this.make(name)]));
    part("buttons").replaceChildren(...this.parts.values());
    for (const type of ["blur", "pagehide"]) addEventListener(type, () => this.letGo());
    document.addEventListener("visibilitychange", () => document.hidden && this.letGo());
    document.addEventListener("keydown", (event) => this.letter(event, true));
    document.addEventListener("keyup", (event) => this.letter(event, false));
    part("latch").addEventListener("change", () => this.letGo());
  }

  /** Which buttons are closed, and for how long: by this page or by another one. */
  show(view) {
    for (const [name, button] of this.parts) {
      const since = view?.held[name];
      mark(button, "data-closed", String(since !== undefined));
      const seconds = since === undefined ? "" : `${Math.max(0, view.nowS - since).toFixed(1)} s`;
      write(button.lastChild, seconds || LETTERS[name].toUpperCase());
    }
  }

  /** Every finger of this page leaves. */
  letGo() {
    for (const name of this.fingers.keys()) this.fingers.get(name).clear();
    this.send({ do: "release" });
    for (const button of this.parts.values()) mark(button, "aria-pressed", "false");
  }

  make(name) {
    const button = element("button", { class: "pad-button", type: "button", "aria-pressed": "false", "data-name": name });
    button.append(element("span", { class: "name" }, name), element("span", { class: "key", "aria-hidden": "true" }, ""));
    this.listenToPointers(button, name);
    this.listenToKeys(button, name);
    button.addEventListener("click", (event) => event.detail === 0 && this.click(name));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    return button;
  }

  listenToPointers(button, name) {
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      button.releasePointerCapture(event.pointerId); // or a touch that slips off would not leave
      this.put(name, `pointer ${event.pointerId}`);
    });
    for (const type of ["pointerup", "pointercancel", "pointerleave"]) {
      button.addEventListener(type, (event) => this.lift(name, `pointer ${event.pointerId}`));
    }
  }

  listenToKeys(button, name) {
    button.addEventListener("keydown", (event) => {
      if (!PRESS_KEYS.includes(event.key)) return;
      event.preventDefault(); // no click comes after it
      if (!event.repeat) this.put(name, `key ${event.key}`);
    });
    button.addEventListener("keyup", (event) => {
      if (!PRESS_KEYS.includes(event.key)) return;
      event.preventDefault();
      this.lift(name, `key ${event.key}`);
    });
    button.addEventListener("blur", () => PRESS_KEYS.forEach((key) => this.lift(name, `key ${key}`)));
  }

  letter(event, down) {
    // With one of these a letter that is let go has another name, or is not heard of at all.
    if (MODIFIERS.includes(event.key)) for (const name of this.fingers.keys()) this.lift(name, `letter ${name}`);
    const name = Object.keys(LETTERS).find((key) => LETTERS[key] === event.key.toLowerCase());
    if (!this.fingers.has(name)) return;
    if (!down) this.lift(name, `letter ${name}`);
    const meant = part("letters").checked && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (down && meant && !event.target.closest?.(NO_LETTERS_IN)) this.put(name, `letter ${name}`);
  }

  /** What a screen reader does to a button: no pointer and no key, only the click. */
  click(name) {
    this.put(name, "click");
    this.lift(name, "click");
  }

  put(name, finger) {
    const fingers = this.fingers.get(name);
    if (part("latch").checked) {
      this.toggle(name, fingers);
    } else if (!fingers.has(finger)) {
      fingers.add(finger);
      if (fingers.size === 1) this.tell(name, true);
    }
  }

  lift(name, finger) {
    const fingers = this.fingers.get(name);
    if (fingers.delete(finger) && fingers.size === 0) this.tell(name, false);
  }

  toggle(name, fingers) {
    if (fingers.delete("latch")) {
      this.tell(name, false);
    } else {
      fingers.add("latch");
      this.tell(name, true);
    }
  }

  tell(button, down) {
    this.send({ do: down ? "down" : "up", button });
    mark(this.parts.get(button), "aria-pressed", String(down));
  }
}
