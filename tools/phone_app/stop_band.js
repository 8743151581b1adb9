/** STOP, always at the bottom while the pad runs or may run, and the truth about what became of it. */
import { button, el, say, setText, show } from "./dom.js";
import { t, troubleText } from "./language.js";
import { STATES } from "./state.js";

const PATTERN_MS = [400, 150, 400, 150, 400];

export class StopBand {
  constructor(state) {
    this.state = state;
    this.title = el("strong");
    this.more = el("span");
    this.stop = el("button.stop", { type: "button", onclick: () => state.orderStop() }, this.title, this.more);
    this.instead = el("p.instead");
    this.element = el("div.band", {}, this.stop, this.instead);
    this.alarm = this.#alarm();
    this.done = el("p.done", { hidden: true });
  }

  #alarm() {
    this.alarmText = el("p");
    this.why = el("p.small");
    const seen = button(t("stop.seen"), () => this.#dismiss());
    return el("div.alarm", { hidden: true }, el("h2", {}, t("stop.unconfirmed")), this.alarmText, this.why, seen);
  }

  #dismiss() {
    this.state.stop.dismiss();
    this.state.changed();
  }

  /** Show STOP where it can help, and what to do instead where it cannot. */
  render() {
    const { state } = this;
    const mayRun = !state.live() || state.live().state === STATES.RUNNING;
    const connected = state.phase === "connected";
    const asked = state.stop.phase === "asked";
    show(this.stop, connected && (mayRun || asked));
    const cut = ["again", "lost", "connecting"].includes(state.phase) && state.status !== null;
    show(this.instead, cut);
    setText(this.instead, t("stop.cannot"));
    show(this.element, !this.stop.hidden || !this.instead.hidden);
    setText(this.title, t(asked ? "stop.asked" : "stop.button"));
    setText(this.more, t(state.paired ? "stop.emergency" : "stop.unpaired"));
    this.#renderOutcome(state.stop);
  }

  #renderOutcome(stop) {
    show(this.alarm, stop.phase === "unconfirmed");
    setText(this.alarmText, t("stop.instead"));
    setText(this.why, troubleText(stop.reason) || t("stop.noWord"));
    const done = { confirmed: "stop.confirmed", late: "stop.late" }[stop.phase];
    show(this.done, Boolean(done) && this.state.isLive());
    setText(this.done, done ? t(done) : "");
    if (stop.phase !== this.before) this.#tell(stop.phase, done);
    this.before = stop.phase;
  }

  #tell(phase, done) {
    if (phase === "unconfirmed") {
      say(`${t("stop.unconfirmed")} ${t("stop.instead")}`, true);
      navigator.vibrate?.(PATTERN_MS);
      document.querySelector("main").scrollTop = 0;
    } else if (done) say(t(done), true);
  }
}
