// Light that flickers more than three times a second can bring on a seizure (WCAG 2.3.1); time may run 100 times faster.

const SHORTEST_MS = 200;

/** Passes a value on when it has changed, but leaves every one in place for at least a fifth of a second. */
export class Calm {
  constructor(show) {
    this.show = show;
    this.shown = Symbol("nothing yet");
    this.changedAt = -Infinity;
  }

  /** The newest value, at each frame; `nowMs` is the frame's time. */
  put(value, nowMs) {
    if (value === this.shown || nowMs - this.changedAt < SHORTEST_MS) return;
    this.shown = value;
    this.changedAt = nowMs;
    this.show(value);
  }
}
