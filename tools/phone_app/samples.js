/** Temperatures and speed of this session, for the curves: at most so many points, and a gap where nothing came. */
import { OLD_MS } from "./freshness.js";
import { LIMITS, NAMES, STATUS } from "./records.js";

export const POINTS_MOST = LIMITS.sessionTotalMin * 60;
const RUNNING = NAMES.states.indexOf("RUNNING");

export class Samples {
  #rows = [];
  #begunMs = 0;
  #lastElapsedS = Infinity;

  /** A live status. Only what belongs to a session is kept, until the next one begins. */
  take(status, nowMs = Date.now()) {
    if (status.state !== RUNNING) return;
    if (status.elapsed_s < this.#lastElapsedS) this.#begin(nowMs - status.elapsed_s * 1000);
    this.#lastElapsedS = status.elapsed_s;
    const at = (nowMs - this.#begunMs) / 60_000;
    if (at - (this.#rows.at(-1)?.[0] ?? at) > OLD_MS / 60_000) this.gap(nowMs);
    const temperatures = [status.left_cc, status.right_cc].map((cc) => (cc === STATUS.invalidCc ? null : cc));
    this.#rows.push([at, ...temperatures, status.rpm]);
    while (this.#rows.length > POINTS_MOST) this.#rows.shift();
  }

  #begin(atMs) {
    this.#rows = [];
    this.#begunMs = atMs;
  }

  /** Nothing came for a while: no line may be drawn across it. */
  gap(nowMs = Date.now()) {
    if (this.#rows.length) this.#rows.push([(nowMs - this.#begunMs) / 60_000, null, null, null]);
  }

  /** Minutes since it began; left, right in 0.01 C; rpm: a list each. */
  columns() {
    return [0, 1, 2, 3].map((place) => this.#rows.map((row) => row[place]));
  }
}
