/** How old the last word of the pad is. A phone that sleeps must not wake up to old values as if they were live. */

export const OLD_MS = 3_000; // a pad that is there says something each second

const clocks = () => [Date.now(), performance.now()]; // the second may stand still while a phone sleeps

export class Freshness {
  #heard = null;
  #now;

  constructor(now = clocks) {
    this.#now = now;
  }

  hear() {
    this.#heard = this.#now();
  }

  /** What was heard is no more to be shown: the connection is lost, or the page was out of sight. */
  forget() {
    this.#heard = null;
  }

  /** Milliseconds, by the clock that says more; Infinity when nothing was heard, or a clock was set back. */
  ageMs() {
    if (!this.#heard) return Infinity;
    const ages = this.#now().map((now, i) => now - this.#heard[i]);
    return ages.some((age) => age < 0) ? Infinity : Math.max(...ages);
  }

  isLive() {
    return this.ageMs() < OLD_MS;
  }
}
