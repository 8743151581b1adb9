/** Turns the pad's bytes into values and back. Fields are named as in docs/ble.md; wrong bytes are an error. */
import { CLOCK, DIARY, SETTINGS, STATUS } from "./records.js";

/** The bytes are not what this app knows: another version, another length, or damaged. */
export class WrongRecord extends Error {}

const READ = {
  uint8: (view, at) => view.getUint8(at),
  uint16: (view, at) => view.getUint16(at, true),
  sint16: (view, at) => view.getInt16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
};

export function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function fieldsOf(layout, bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = {};
  for (const [name, kind, at] of layout.fields) found[name] = READ[kind](view, at);
  for (const [name, bit] of Object.entries(layout.flags)) found[name] = (found.flags & bit) !== 0;
  return found;
}

function check(right, what, bytes) {
  if (!right) throw new WrongRecord(`${what}: ${toHex(bytes)}`);
}

/** The fields of a status, and each flag by its name. Throws WrongRecord. */
export function decodeStatus(bytes) {
  check(bytes.length === STATUS.bytes && bytes[0] === STATUS.version, `no status of version ${STATUS.version}`, bytes);
  return fieldsOf(STATUS, bytes);
}

export function decodeDiary(bytes) {
  const known = bytes.length === DIARY.bytes && bytes[0] === DIARY.version;
  check(known && crc32(bytes.subarray(0, DIARY.crcAt)) === crcOf(bytes), "no session of the diary", bytes);
  return fieldsOf(DIARY, bytes);
}

function crcOf(bytes) {
  return READ.uint32(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), DIARY.crcAt);
}

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// --- settings ---

export function settingNumber(row, byte) {
  return row.kind === "signed" && byte > 127 ? byte - 256 : byte;
}

function inRange(row, byte) {
  const number = settingNumber(row, byte);
  return row.least <= number && number <= row.most;
}

/** The settings by their names; the two letters of the language are `language`. */
export function decodeSettings(bytes) {
  const known = bytes.length === SETTINGS.bytes && bytes[0] === SETTINGS.version;
  check(known && SETTINGS.rows.every((row, i) => inRange(row, bytes[1 + i])), "settings that are not known", bytes);
  const found = { language: "" };
  SETTINGS.rows.forEach((row, i) => {
    if (row.kind === "letter") found.language += String.fromCharCode(bytes[1 + i]);
    else found[row.name] = settingNumber(row, bytes[1 + i]);
  });
  return found;
}

export function encodeSettings(values) {
  const letters = [...values.language].map((letter) => letter.charCodeAt(0));
  const bytes = SETTINGS.rows.map((row) => (row.kind === "letter" ? letters.shift() : values[row.name] & 0xff));
  return Uint8Array.from([SETTINGS.version, ...bytes]);
}

// --- clock ---

/** The pad's date and time as milliseconds, to be read in UTC: the pad has no zone. null when it has not been set. */
export function decodeClock(bytes) {
  check(bytes.length === CLOCK.bytes, "no date and time", bytes);
  const year = READ.uint16(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  const [month, day, hours, minutes, seconds] = bytes.subarray(2, 7);
  const atMs = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  const found = new Date(atMs);
  const exists = found.getUTCMonth() === month - 1 && found.getUTCDate() === day && hours < 24 && minutes < 60;
  return exists && seconds < 60 && year >= CLOCK.firstYear && year <= CLOCK.lastYear ? atMs : null;
}

/** This phone's date and time in the same manner: what the clock on its wall says. */
export function wallClockMs(now) {
  return now.getTime() - now.getTimezoneOffset() * 60_000;
}

/** The ten bytes for a Date, in the phone's own zone. RangeError when no pad would believe the year. */
export function encodeClock(now) {
  const wall = new Date(wallClockMs(now));
  const year = wall.getUTCFullYear();
  if (year < CLOCK.firstYear || year > CLOCK.lastYear) throw new RangeError(`the year ${year}`);
  const time = [wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds()];
  const weekday = wall.getUTCDay() || 7;
  return Uint8Array.from([year & 0xff, year >> 8, wall.getUTCMonth() + 1, wall.getUTCDate(), ...time, weekday, 0, 0]);
}
