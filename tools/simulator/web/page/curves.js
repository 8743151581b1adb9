// Live curves. At most an hour is kept, one point for each simulated second.

import uPlot from "/app/vendor/uPlot.esm.js";
import { part, write } from "./elements.js";
import { celsius, clock } from "./words.js";

const MOST_POINTS = 3600;
const REDRAW_MS = 250;
const COLUMNS = 8; // at, left, right, heater, rpm, heat permitted, motor permitted, rail closed
const AXIS_PX = 46;
const [AT, LEFT, RIGHT, HEATER, RPM, HEAT_PERMITTED, MOTOR_PERMITTED, RAIL] = Array(COLUMNS).keys();
const BAND = 0.72;
const BANDS = [
  [HEAT_PERMITTED, "heat", 2],
  [MOTOR_PERMITTED, "motor", 1],
  [RAIL, "rail", 0],
];

/** Three plots of the same minutes. `reset` at each pad, the first one too; then `add` samples. */
export class Curves {
  constructor() {
    this.drawnAt = -Infinity;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.build());
    new ResizeObserver(() => this.resize()).observe(part("plot-temperature"));
    part("window").addEventListener("change", () => (this.stale = true));
  }

  /** Forgets everything; these are the limits of the pad that is there now. */
  reset(limitC, fastestRpm) {
    this.limitC = limitC;
    this.fastestRpm = fastestRpm;
    this.columns = Array.from({ length: COLUMNS }, () => []);
    this.build();
  }

  /** Samples in the order of time. */
  add(samples) {
    for (const sample of samples) sample.forEach((value, column) => this.columns[column].push(value === null ? null : Number(value)));
    const tooMany = this.columns[AT].length - MOST_POINTS;
    if (tooMany > 0) this.columns.forEach((column) => column.splice(0, tooMany));
    this.stale = true;
  }

  /** Draws what is new, four times a second at the most. */
  draw(nowMs) {
    if (!this.stale || nowMs - this.drawnAt < REDRAW_MS) return;
    this.stale = false;
    this.drawnAt = nowMs;
    const columns = this.windowed();
    this.plots[0].setData([AT, LEFT, RIGHT].map((column) => columns[column]));
    this.plots[1].setData([AT, HEATER, RPM].map((column) => columns[column]));
    this.plots[2].setData([columns[AT], ...BANDS.map(([column, , row]) => columns[column].map((on) => row + on * BAND))]);
    this.caption(columns);
  }

  /** The minutes that are chosen, all of them though the curves are shorter yet. */
  windowed() {
    const at = this.columns[AT];
    const from = (at.at(-1) ?? 0) - Number(part("window").value);
    const first = Math.max(0, at.findIndex((time) => time >= from));
    return this.columns.map((column) => column.slice(first));
  }

  caption(columns) {
    const last = (column) => columns[column].at(-1);
    const minutes = `last ${Number(part("window").value) / 60} minutes`;
    const yes = (column) => (last(column) ? "yes" : "no");
    const say = (id, title, figures) => part(`plot-${id}`).setAttribute("aria-label", `${title}, ${minutes}: ${figures}`);
    say("temperature", "Sensor temperatures", `left ${celsius(last(LEFT))}, right ${celsius(last(RIGHT))}, limit ${this.limitC} °C`);
    say("power", "Heater and motor", `heater ${last(HEATER)} %, motor ${last(RPM)} rpm`);
    say("permission", "Permission", `heat ${yes(HEAT_PERMITTED)}, motor ${yes(MOTOR_PERMITTED)}, rail closed ${yes(RAIL)}`);
  }

  build() {
    const colours = palette();
    this.plots?.forEach((plot) => plot.destroy());
    this.plots = [this.temperature(colours), this.power(colours), this.permission(colours)];
    this.stale = true;
  }

  plot(id, colours, series, axes, scales, more = {}) {
    const target = part(`plot-${id}`);
    const options = {
      width: target.clientWidth || 400,
      height: target.clientHeight || 120,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, id === "power" ? 0 : AXIS_PX, 0, 0],
      scales: { x: { time: false, range: (plot, low, high) => this.span(high) }, ...scales },
      axes: [axis(colours, minutes(id)), ...axes],
      series: [{}, ...series],
      ...more,
    };
    return new uPlot(options, [[], ...series.map(() => [])], target);
  }

  span(high) {
    const length = Number(part("window").value);
    const end = Math.max(high ?? 0, length);
    return [end - length, end];
  }

  temperature(colours) {
    const scales = { y: { range: (plot, low, high) => [Math.min(18, Math.floor(low ?? 18)), Math.max(43, Math.ceil(high ?? 43))] } };
    const series = [
      { stroke: colours.left, width: 2, points: { show: false } },
      { stroke: colours.right, width: 2, dash: [6, 4], points: { show: false } },
    ];
    const hooks = { drawAxes: [(plot) => drawLimit(plot, this.limitC, colours.limit)] };
    return this.plot("temperature", colours, series, [axis(colours, { values: unit("°"), size: AXIS_PX })], scales, { hooks });
  }

  power(colours) {
    const scales = { percent: { range: [0, 100] }, rpm: { range: [0, Math.ceil(this.fastestRpm / 1000) * 1000] } };
    const series = [
      { stroke: colours.heater, fill: colours.heaterFill, width: 1.5, scale: "percent", points: { show: false } },
      { stroke: colours.motor, width: 2, scale: "rpm", points: { show: false } },
    ];
    const axes = [
      axis(colours, { scale: "percent", values: unit(" %"), size: AXIS_PX, splits: () => [0, 50, 100] }),
      axis(colours, { scale: "rpm", side: 1, size: AXIS_PX, splits: () => [0, 2000, 4000], grid: { show: false } }),
    ];
    return this.plot("power", colours, series, axes, scales);
  }

  permission(colours) {
    const stepped = uPlot.paths.stepped({ align: 1 });
    const series = BANDS.map(([, name, row]) => {
      const fill = colours[`${name}Band`];
      return { stroke: fill, fill, width: 0, paths: stepped, fillTo: row, points: { show: false } };
    });
    const rows = { splits: () => BANDS.map(([, , row]) => row + BAND / 2), values: () => BANDS.map(([, name]) => name) };
    const axes = [axis(colours, { ...rows, size: AXIS_PX, grid: { show: false }, ticks: { show: false } })];
    return this.plot("permission", colours, series, axes, { y: { range: [-0.1, 2.9] } });
  }

  resize() {
    for (const plot of this.plots) {
      const target = plot.root.parentElement;
      if (target.clientWidth) plot.setSize({ width: target.clientWidth, height: target.clientHeight });
    }
  }
}

function axis(colours, more) {
  const lines = { stroke: colours.grid, width: 1 };
  return { stroke: colours.text, font: "12px system-ui, sans-serif", grid: lines, ticks: { ...lines, size: 4 }, gap: 4, ...more };
}

/** The axis of time; only the lowest plot has figures at it. */
function minutes(id) {
  const incrs = [10, 30, 60, 120, 300, 600, 900];
  if (id !== "permission") return { incrs, space: 50, size: 8, values: (plot, splits) => splits.map(() => "") };
  return { incrs, space: 50, size: 26, values: (plot, splits) => splits.map(clock) };
}

function unit(text) {
  return (plot, splits) => splits.map((value) => `${value}${text}`);
}

function drawLimit(plot, limitC, colour) {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(limitC, "y", true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio * 1.5;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** The colours of the page's style, for canvases. */
function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = { text: "muted", grid: "line", left: "left", right: "right", limit: "bad", heater: "heater", motor: "motor" };
  const more = { heaterFill: "heater-fill", heatBand: "heater", motorBand: "motor", railBand: "rail" };
  return Object.fromEntries(
    Object.entries({ ...names, ...more }).map(([name, property]) => [name, style.getPropertyValue(`--${property}`).trim()]),
  );
}
