/** Has STOP arrived? Only the pad can say so: with its result, and with a state that is not RUNNING.
 *
 * `phase` is one of: idle; asked; confirmed (both have come in time); unconfirmed (loud: one of them has not);
 * late (unconfirmed, and then the pad said that it does not run).
 */
import { NAMES } from "./records.js";

export const CONFIRM_MS = 2_000;
const RUNNING = NAMES.states.indexOf("RUNNING");

export class StopWatch {
  phase = "idle";
  reason = null; // a Trouble, where one is known
  #answered = false;
  #stopped = false;
  #atMs = 0;
  #state = RUNNING;

  begin(nowMs) {
    this.phase = "asked";
    this.reason = null;
    this.#answered = this.#stopped = false;
    this.#atMs = nowMs;
  }

  /** The pad has indicated the result: done, or nothing to do. */
  answer() {
    this.#answered = true;
    this.#judge();
  }

  fail(trouble) {
    if (this.phase !== "asked") return;
    this.reason = trouble;
    this.phase = "unconfirmed";
  }

  status(state) {
    const over = ["confirmed", "late"].includes(this.phase);
    if (over && state !== this.#state) this.phase = "idle"; // the pad does something else by now
    this.#state = state;
    this.#stopped = state !== RUNNING;
    this.#judge();
  }

  tick(nowMs) {
    if (this.phase === "asked" && !(nowMs - this.#atMs < CONFIRM_MS && nowMs >= this.#atMs)) this.phase = "unconfirmed";
  }

  dismiss() {
    this.phase = "idle";
  }

  #judge() {
    if (this.phase === "asked" && this.#answered && this.#stopped) this.phase = "confirmed";
    else if (this.phase === "unconfirmed" && this.#stopped) this.phase = "late";
  }
}
