/** The session's temperatures and speed as curves. Their numbers stand above as text; this is for the eye. */
import { card, el, show } from "./dom.js";
import { degrees, number, t } from "./language.js";
import { LIMITS } from "./records.js";
import uPlot from "./vendor/uPlot.esm.js";

const HEIGHT_PX = 150;
const WHOLE_MINUTES = [1, 2, 5, 10, 15];
const POINTS = { show: false };

export function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** A plot in an element that it fills, and that is made anew when it gets another width or other colours. */
export class Plot {
  constructor(label, options) {
    this.element = el("div.plot", { role: "img", "aria-label": label });
    this.options = options;
    this.data = null;
    new ResizeObserver(() => this.#make()).observe(this.element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#make());
  }

  set(data) {
    this.data = data;
    if (this.plot && this.plot.series.length === data.length) this.plot.setData(data);
    else this.#make();
  }

  #make() {
    this.plot?.destroy();
    this.plot = null;
    const width = Math.floor(this.element.clientWidth);
    if (!this.data || width < 50) return;
    const size = parseFloat(getComputedStyle(this.element).fontSize);
    const base = { width, height: HEIGHT_PX + size * 2, legend: { show: false }, cursor: { show: false } };
    this.plot = new uPlot({ ...base, ...this.options(colours(), size) }, this.data, this.element);
  }
}

export function axis(colour, size, more = {}) {
  return {
    stroke: colour("muted"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
    font: `${Math.round(size * 0.78)}px system-ui, sans-serif`, // uPlot reads whole pixels only
    ...more,
  };
}

/** The marks of a plot, in words: colour is never alone. */
export function legend(entries) {
  return el("ul.legend", {}, ...entries.map(([kind, text]) => el("li", {}, el(`span.mark.${kind}`), text)));
}

export class Curves {
  constructor(state) {
    this.state = state;
    this.temperatures = new Plot(t("curves.temperatures"), (colour, size) => this.#temperatures(colour, size));
    this.speed = new Plot(t("curves.speed"), (colour, size) => this.#speed(colour, size));
    const limit = () => t("curves.limit", { limit: number(this.#degrees(LIMITS.surfaceLimitCc)) });
    this.element = card(
      t("curves.title"),
      el("h3", {}, t("curves.temperatures")),
      legend([
        ["left", t("live.left")],
        ["right", t("live.right")],
        ["limit", limit()],
      ]),
      this.temperatures.element,
      el("h3", {}, t("curves.speed")),
      this.speed.element,
    );
  }

  #degrees(cc) {
    return degrees(cc, this.state.fahrenheit);
  }

  #base(colour, size, range, width) {
    const values = (_, marks) => marks.map((mark) => number(mark));
    const across = axis(colour, size, { values, size: size * 2, space: size * 4, incrs: WHOLE_MINUTES });
    const up = axis(colour, size, { values, size: size * width, space: size * 2 });
    return { scales: { x: { time: false }, y: { range } }, axes: [across, up] };
  }

  #temperatures(colour, size) {
    const limit = this.#degrees(LIMITS.surfaceLimitCc);
    const range = (_, least, most) => [
      Math.min(least ?? limit, this.#degrees(2000)),
      Math.max(most ?? limit, limit) + 1,
    ];
    const series = [
      {},
      { stroke: colour("left"), width: 3, points: POINTS },
      { stroke: colour("right"), width: 3, dash: [8, 5], points: POINTS },
      { stroke: colour("stop"), width: 1.5, dash: [2, 4], points: POINTS },
    ];
    return { ...this.#base(colour, size, range, 2.6), series };
  }

  #speed(colour, size) {
    const series = [{}, { stroke: colour("accent"), width: 3, fill: colour("accent-soft"), points: POINTS }];
    return { ...this.#base(colour, size, [0, LIMITS.speedMostRpm + 300], 3.2), series };
  }

  render() {
    const [minutes, left, right, rpm] = this.state.samples.columns();
    show(this.element, minutes.length > 1);
    if (this.element.hidden || this.shown === minutes.length + minutes.at(-1)) return;
    this.shown = minutes.length + minutes.at(-1);
    const scaled = [left, right].map((column) => column.map((cc) => (cc === null ? null : this.#degrees(cc))));
    const limit = minutes.map(() => this.#degrees(LIMITS.surfaceLimitCc));
    this.temperatures.set([minutes, ...scaled, limit]);
    this.speed.set([minutes, rpm]);
  }
}
