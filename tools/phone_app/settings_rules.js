/** What a phone may change a setting to: as lib/pad/settings_table.py judges what a phone writes. */
import { LIMITS, SETTINGS } from "./records.js";

const ROWS = Object.fromEntries(SETTINGS.rows.map((row) => [row.name, row]));
const IN_FIVES = ["minutes_most", "own_minutes"];
const OWN = SETTINGS.profiles.length;
const OFFSET_STEP = 10; // tenths of a degree are enough for whoever turns this

/** Highest speed step, highest heat level and minutes, as limit and profile say together. */
export function most(values) {
  const own = [values.own_speed, values.own_heat, values.own_minutes];
  const profile = values.profile === OWN ? own : SETTINGS.profiles[values.profile];
  const limits = [values.speed_most, values.heat_most, values.minutes_most];
  return profile.map((number, i) => Math.min(limits[i], number));
}

/** Whether the pad would take this value from a phone today. */
export function mayTake(today, name, value) {
  const row = ROWS[name];
  if (!row) return name === "language" && /^[a-z]{2}$/.test(value);
  if (value < row.least || value > row.most) return false;
  if (row.who === "limit" && value > today[name]) return false;
  if (row.who === "hand" && value !== today[name]) return false;
  const [before, after] = [most(today), most({ ...today, [name]: value })];
  return after.every((number, i) => number <= before[i]);
}

/** Whether this change is one that only a hand on the pad can take back. */
export function tightens(today, name, value) {
  const row = ROWS[name];
  if (row?.who === "limit") return value < today[name];
  const [before, after] = [most(today), most({ ...today, [name]: value })];
  return name === "profile" && after.some((number, i) => number < before[i]);
}

/** The values that can be chosen for a setting, today's included. */
export function choices(today, name) {
  if (name === "language") return [...new Set([...SETTINGS.languages, today.language])];
  const row = ROWS[name];
  const step = IN_FIVES.includes(name) ? LIMITS.sessionStepMin : name === "foot_offset" ? OFFSET_STEP : 1;
  const found = [];
  for (let value = row.least; value <= row.most; value += step) if (mayTake(today, name, value)) found.push(value);
  if (!found.includes(today[name])) found.push(today[name]);
  return found.sort((one, other) => one - other);
}
