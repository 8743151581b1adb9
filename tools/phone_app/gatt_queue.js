/** One Bluetooth operation at a time: browsers refuse a second one. What is urgent goes before all that waits. */
import { Trouble } from "./trouble.js";

const PATIENCE_MS = 10_000;
const URGENT_WAITS_MS = 400; // for an operation that is under way; then it is tried all the same

export class GattQueue {
  #jobs = [];
  #running = new Set();
  #onHung;

  /** `onHung` is called when an operation has not ended in its time: nothing else would get through any more. */
  constructor(onHung) {
    this.#onHung = onHung;
  }

  run(operation, { urgent = false, patienceMs = PATIENCE_MS } = {}) {
    return new Promise((resolve, reject) => {
      const job = { operation, urgent, patienceMs, resolve, reject, done: false };
      if (urgent) this.#jobs.unshift(job);
      else this.#jobs.push(job);
      if (urgent && this.#running.size) setTimeout(() => this.#startNow(job), URGENT_WAITS_MS);
      this.#next();
    });
  }

  /** Nothing of all this happens any more: neither what waits nor what runs is repeated on another connection. */
  fail(trouble) {
    for (const job of [...this.#jobs.splice(0), ...this.#running]) this.#end(job, () => job.reject(trouble));
  }

  #next() {
    if (!this.#running.size && this.#jobs.length) this.#start(this.#jobs.shift());
  }

  #startNow(job) {
    const at = this.#jobs.indexOf(job);
    if (at < 0) return;
    this.#jobs.splice(at, 1);
    this.#start(job);
  }

  async #start(job) {
    this.#running.add(job);
    const timer = setTimeout(() => this.#giveUp(job), job.patienceMs);
    try {
      const value = await job.operation();
      this.#end(job, () => job.resolve(value));
    } catch (error) {
      if (job.urgent && this.#running.size > 1) this.#wait(job);
      else this.#end(job, () => job.reject(error));
    }
    clearTimeout(timer);
  }

  /** A busy browser has refused it, so it was never sent: it is next when the other operation has ended. */
  #wait(job) {
    if (this.#running.delete(job)) this.#jobs.unshift(job);
  }

  #giveUp(job) {
    if (job.done) return;
    this.#end(job, () => job.reject(new Trouble("noAnswer")));
    this.#onHung();
  }

  #end(job, tell) {
    if (job.done) return;
    job.done = true;
    this.#running.delete(job);
    tell();
    this.#next();
  }
}
