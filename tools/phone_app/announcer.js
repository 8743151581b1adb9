/** Says what changes to a screen reader: faults and lost connections at once, the rest politely. Never the figures. */
import { say } from "./dom.js";
import { STATES } from "./state.js";

const AT_ONCE = [STATES.FAULT, STATES.LOCKED, STATES.SAFE_MODE];

export class Announcer {
  #said = "";

  /** Look at the pad; true when it has entered another state, or another fault stands. */
  look(state) {
    const live = state.live();
    const sentence = state.sentence();
    const now = live && sentence ? `${live.state} ${live.fault_code}` : this.#said;
    if (now === this.#said) return false;
    const first = this.#said === "";
    this.#said = now;
    say(sentence, AT_ONCE.includes(live.state));
    return !first;
  }
}
