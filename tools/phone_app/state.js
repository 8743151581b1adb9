/** What the app knows about the pad now, and what it does with it. Screens show it and ask it; `change` tells news. */
import { wallClockMs } from "./decode.js";
import { Freshness } from "./freshness.js";
import { isPaired, setPaired } from "./memory.js";
import * as pad from "./pad_commands.js";
import { COMMANDS, NAMES } from "./records.js";
import { Samples } from "./samples.js";
import { StopWatch } from "./stop_watch.js";
import { Trouble } from "./trouble.js";

const TICK_MS = 250;
const NOTHING_SAID = { state: -1, fault: -1, text: "" };
const AGAIN_AFTER_MS = [1_000, 3_000, 6_000];
export const STATES = Object.fromEntries(NAMES.states.map((name, code) => [name, code]));

export class PadState extends EventTarget {
  /** none: no pad was chosen; connecting; connected; again: it was lost, and is tried again; lost. */
  phase = "none";
  name = "";
  status = null; // the last that came; live only if isLive()
  heardAt = null;
  paired = null; // whether the pad obeys this phone; null: not known
  settings = null;
  trouble = null;
  stop = new StopWatch();
  samples = new Samples();
  freshness = new Freshness();
  #pairing = null;
  #stopping = null;
  #text = NOTHING_SAID;
  #attempt = 0;

  constructor(link) {
    super();
    this.link = link;
    link.addEventListener("status", ({ detail }) => this.#take(detail));
    link.addEventListener("text", ({ detail }) => this.#takeText(detail));
    link.addEventListener("trouble", ({ detail }) => this.#fail(detail));
    link.addEventListener("lost", () => this.#lose());
    setInterval(() => this.tick(), TICK_MS);
    document.addEventListener("visibilitychange", () => this.#leaveOrReturn());
  }

  isLive() {
    return this.phase === "connected" && this.freshness.isLive();
  }

  /** The status that is so now; null when nothing live is known. */
  live() {
    return this.isLive() ? this.status : null;
  }

  /** The name of the state that it is in; `unknown` when nothing live is known, or the state is newer than the app. */
  get stateName() {
    return NAMES.states[this.live()?.state] ?? "unknown";
  }

  /** Whether the pad's user likes degrees Fahrenheit; false when the settings are not known. */
  get fahrenheit() {
    return this.settings?.fahrenheit === 1;
  }

  sentence() {
    const { state, fault, text } = this.#text;
    const live = this.live();
    return live && state === live.state && fault === live.fault_code ? text : "";
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  tick() {
    const before = this.stop.phase;
    this.stop.tick(Date.now());
    const live = this.isLive();
    if (before !== this.stop.phase || live !== this.wasLive || !live) this.changed();
    this.wasLive = live;
  }

  #leaveOrReturn() {
    if (document.hidden) this.freshness.forget(); // the page may be frozen for hours, and be seen again as it was
    this.tick();
  }

  // --- connection ---

  async choose() {
    this.trouble = null;
    try {
      await this.link.choose();
      this.#forgetPad();
      this.name = this.link.name;
      await this.connect();
    } catch (error) {
      this.#fail(error);
    }
  }

  #forgetPad() {
    Object.assign(this, { status: null, heardAt: null, paired: null, settings: null });
    this.#text = NOTHING_SAID;
    this.stop.dismiss();
    this.samples = new Samples();
    this.freshness.forget();
  }

  async connect() {
    this.trouble = null;
    this.#enter("connecting");
    try {
      await this.#join();
    } catch (error) {
      if (this.phase === "connecting") this.#enter("lost");
      throw error;
    }
  }

  async #join() {
    const began = this.phase;
    await this.link.connect();
    if (this.phase !== began) return this.link.disconnect(); // the person has left meanwhile
    this.#attempt = 0;
    this.#enter("connected");
    if (isPaired(this.name)) await this.#meet();
  }

  async again() {
    try {
      await this.connect();
    } catch (error) {
      this.#fail(error);
    }
  }

  leave() {
    this.#attempt = Infinity;
    this.link.disconnect();
    this.name = "";
    this.#forgetPad();
    this.#enter("none");
  }

  #enter(phase) {
    this.phase = phase;
    this.changed();
  }

  #lose() {
    const wasConnected = this.phase === "connected" || this.phase === "again";
    this.freshness.forget();
    this.samples.gap();
    this.#text = NOTHING_SAID;
    if (this.stop.phase === "asked") this.stop.fail(new Trouble("lost"));
    if (!wasConnected) return;
    const waitMs = AGAIN_AFTER_MS[this.#attempt++];
    this.#enter(waitMs ? "again" : "lost");
    if (waitMs) setTimeout(() => this.#tryAgain(), waitMs);
  }

  async #tryAgain() {
    if (this.phase !== "again") return;
    const attempt = this.#attempt;
    try {
      await this.#join();
    } catch (error) {
      if (this.phase === "again" && attempt === this.#attempt) this.#lose();
    }
  }

  // --- what comes ---

  #take(status) {
    this.status = status;
    this.heardAt = new Date();
    this.freshness.hear();
    this.samples.take(status);
    this.stop.status(status.state);
    this.changed();
  }

  #takeText(text) {
    this.#text = { state: this.status?.state, fault: this.status?.fault_code, text };
    this.changed();
  }

  #fail(error) {
    if (!(error instanceof Trouble)) {
      console.error(error);
      this.trouble = new Trouble("failed", error.message);
    } else if (error.kind !== "notChosen") this.trouble = error;
    this.changed();
  }

  // --- what a paired phone may do ---

  /** Have the pad do less, say that something is wrong, or give a score: `done` or `nothingToDo`. Throws Trouble. */
  async order(name, ...more) {
    return this.#known(() => pad.command(this.link, COMMANDS.opcodes[name], ...more));
  }

  /** Stop, and watch whether it has come to that. A second touch joins the first: a trembling hand raises no alarm. */
  orderStop() {
    this.#stopping ??= this.#orderStop().finally(() => (this.#stopping = null));
    return this.#stopping;
  }

  async #orderStop() {
    this.stop.begin(Date.now());
    this.changed();
    try {
      await this.order("stop");
      this.stop.answer();
    } catch (error) {
      this.stop.fail(error);
    }
    this.changed();
  }

  /** Read something private: it pairs, if the pad lets it. The clock is set when the pad has none. */
  async pair() {
    this.#pairing ??= this.#meet().finally(() => (this.#pairing = null));
    await this.#pairing;
  }

  async #meet() {
    try {
      await this.readSettings();
      if (this.status?.clock_set === false) await this.setClock();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Throws Trouble, as all below. */
  async readSettings() {
    this.settings = await this.#known(() => pad.readSettings(this.link));
    this.changed();
  }

  /** Change some settings; returns when the pad has said that it has them. */
  async changeSettings(changes) {
    this.settings = await this.#known(() => pad.changeSettings(this.link, changes));
    this.changed();
  }

  /** How many seconds the pad's clock is behind this phone's; null when it has not been set. */
  async clockBehindS() {
    const found = await this.#known(() => pad.readClock(this.link));
    return found === null ? null : Math.round((wallClockMs(new Date()) - found) / 1000);
  }

  async setClock() {
    await this.#known(() => pad.setClock(this.link));
  }

  /** The diary's sessions from a number on, as bytes. */
  async readDiary(since, onCount) {
    return this.#known(() => pad.readDiary(this.link, since, onCount));
  }

  /** Whatever the pad answers to shows whether it knows this phone. */
  async #known(ask) {
    try {
      const answer = await ask();
      this.#remember(true);
      return answer;
    } catch (error) {
      if (error.kind === "notAllowed") this.#remember(false);
      throw error;
    }
  }

  #remember(paired) {
    if (this.paired === paired) return;
    this.paired = paired;
    if (!paired) this.settings = null;
    setPaired(this.name, paired);
    this.changed();
  }
}
