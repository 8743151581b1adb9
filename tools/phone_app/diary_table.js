/** A session of the diary as a line of the CSV that `padctl diary --csv` writes: same columns, same words. */
import { padTimeMs } from "./diary_time.js";
import { DIARY, NAMES } from "./records.js";

export function toCsv(sessions) {
  return [DIARY.csv, ...sessions.map(cells)].map((row) => row.map(quoted).join(",") + "\n").join("");
}

function quoted(cell) {
  const text = `${cell ?? ""}`;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cells(session) {
  const { flags: bits } = session;
  const flag = (name) => (bits & DIARY.flags[name] ? 1 : 0);
  return [
    session.number,
    session.clock ? new Date(padTimeMs(session)).toISOString().slice(0, 19).replace("T", " ") : null,
    session.clock ? null : session.start,
    name(NAMES.profiles, session.profile),
    name(NAMES.programmes, session.programme),
    session.minutes,
    session.massage_s,
    session.heat_s,
    session.speed_most,
    decimal(session.speed_mean, 10),
    name(NAMES.heatLevels, session.heat_most),
    degrees(session.left_most_cc),
    degrees(session.right_most_cc),
    decimal(session.dose, 1000),
    degrees(session.difference_cc),
    name(NAMES.whyNotCompared, session.why_not_compared),
    flag("feet_differ"),
    name(NAMES.reasons, session.stop_reason),
    session.fault_code ? faultName(session.fault_code) : "",
    flag("interrupted"),
    name(NAMES.answers, session.feet_before),
    flag("answered_late"),
    name(NAMES.answers, session.feet_after),
    known(session.score_before, DIARY.noScore),
    known(session.score_after, DIARY.noScore),
    known(session.week_sessions, DIARY.notKnown),
    flag("first_use"),
  ];
}

function name(names, code) {
  return names[code] ?? `${code}`;
}

export function faultName(code) {
  return NAMES.faults[code] ?? NAMES.unknownFault;
}

function known(value, none) {
  return value === none ? null : value;
}

function degrees(cc) {
  return cc === DIARY.notTaken ? null : decimal(cc, 100);
}

/** A decimal fraction as Python writes it: 36.0, not 36. */
function decimal(value, divisor) {
  const text = `${value / divisor}`;
  return text.includes(".") ? text : `${text}.0`;
}
