/** The diary over time, one quantity at a time. The sessions stand below as text; this is for the eye. */
import { axis, legend, Plot } from "./curves.js";
import { card, el } from "./dom.js";
import { degrees, number, t } from "./language.js";
import { DIARY } from "./records.js";

const value = (number, none) => (number === none ? null : number);
const temperature = (field, fahrenheit) => (session) => {
  const cc = value(session[field], DIARY.notTaken);
  return cc === null ? null : degrees(cc, fahrenheit);
};

const KINDS = {
  minutes: () => [(session) => session.massage_s / 60, (session) => session.heat_s / 60],
  temperatures: (fahrenheit) => [temperature("left_most_cc", fahrenheit), temperature("right_most_cc", fahrenheit)],
  dose: () => [(session) => session.dose / 1000],
  scores: () => [
    (session) => value(session.score_before, DIARY.noScore),
    (session) => value(session.score_after, DIARY.noScore),
  ],
};
const NAMES = {
  minutes: ["diary.massage", "live.heat"],
  temperatures: ["live.left", "live.right"],
  dose: ["diary.dose"],
  scores: ["diary.before", "diary.after"],
};

export class DiaryChart {
  #sessions = [];
  #fahrenheit = false;
  #kind = "minutes";

  constructor() {
    this.plot = new Plot(t("diary.chartLabel"), (colour, size) => this.#options(colour, size));
    const choose = ({ target }) => {
      this.#kind = target.value;
      this.#draw();
    };
    const options = Object.keys(KINDS).map((kind) => el("option", { value: kind }, t(`diary.chart.${kind}`)));
    this.choice = el("select", { onchange: choose, "aria-label": t("diary.chartWhat") }, ...options);
    this.legend = el("div");
    this.element = card(t("diary.chart"), this.choice, this.legend, this.plot.element);
  }

  show(sessions, fahrenheit) {
    this.#sessions = sessions;
    this.#fahrenheit = fahrenheit;
    this.#draw();
  }

  #draw() {
    const marks = ["left", "right"];
    this.legend.replaceChildren(legend(NAMES[this.#kind].map((name, i) => [marks[i], t(name)])));
    const lines = KINDS[this.#kind](this.#fahrenheit);
    const numbers = this.#sessions.map((session) => session.number);
    this.plot.set([numbers, ...lines.map((of) => this.#sessions.map(of))]);
  }

  #options(colour, size) {
    const whole = (_, marks) => marks.map((mark) => (Number.isInteger(mark) ? number(mark) : ""));
    const plain = (_, marks) => marks.map((mark) => number(mark, this.#kind === "dose" ? 3 : 0));
    const label = {
      label: t("diary.sessionNumber"),
      labelFont: `${Math.round(size * 0.78)}px system-ui, sans-serif`,
      stroke: colour("muted"),
      labelSize: size * 1.4,
    };
    const across = axis(colour, size, { values: whole, size: size * 1.8, space: size * 4, ...label });
    const up = axis(colour, size, { values: plain, size: size * 3, space: size * 2 });
    const points = { show: true, size: 7 };
    const lines = [
      { stroke: colour("left"), width: 2, points },
      { stroke: colour("right"), width: 2, dash: [8, 5], points },
    ];
    const series = [{}, ...lines.slice(0, NAMES[this.#kind].length)];
    return { scales: { x: { time: false }, y: { range: this.#range() } }, axes: [across, up], series };
  }

  #range() {
    if (this.#kind === "scores") return [0, 10];
    return this.#kind === "temperatures" ? undefined : (_, least, most) => [0, most || 1];
  }
}
