/** What can be asked of a pad over a link, and what its answers mean. As tools/padctl/client.py does. */
import { decodeClock, decodeDiary, decodeSettings, encodeClock, encodeSettings, wallClockMs } from "./decode.js";
import { ACCESS, COMMANDS, LIMITS } from "./records.js";
import { Trouble } from "./trouble.js";

const { opcodes, results } = COMMANDS;
const asked = new WeakMap(); // of each link: the opcodes that wait for their result

/** Have the pad do one of COMMANDS.opcodes, once. Resolves to `done` or `nothingToDo`; anything else is a Trouble. */
export async function command(link, opcode, ...more) {
  const waiting = asked.get(link) ?? new Set();
  asked.set(link, waiting);
  if (waiting.has(opcode)) throw new Trouble("asked");
  waiting.add(opcode);
  try {
    const bytes = Uint8Array.from([opcode, ...more]);
    return meaning(await exchange(link, "command", "commandResult", bytes, { opcode }));
  } finally {
    waiting.delete(opcode);
  }
}

function meaning(answer) {
  const result = answer.length === 2 ? answer[1] : results.unknown;
  if (result === results.done) return "done";
  if (result === results.nothingToDo) return "nothingToDo";
  if (result === results.notAllowed) throw new Trouble("notAllowed");
  throw new Trouble("refused", COMMANDS.resultWords[result] ?? `${result}`);
}

/** Write to one characteristic, and wait for what another one answers. Each piece of a diary gives time again. */
async function exchange(link, request, answer, bytes, { opcode = null, also = null, take = null }) {
  const wait = new Answer(link, answer, opcode, also, take);
  try {
    await link.write(request, bytes, opcode === opcodes.stop);
    wait.begin();
    return await wait.answer;
  } finally {
    wait.end();
  }
}

/** Waits for one answer. A pad answers nothing about private things to those that it does not know. */
class Answer {
  #stop = new AbortController();
  #timer = 0;
  #reject;

  constructor(link, name, opcode, also, take) {
    const { signal } = this.#stop;
    this.answer = new Promise((resolve, reject) => {
      this.#reject = reject;
      const check = ({ detail }) => (opcode === null || detail[0] === opcode) && resolve(detail);
      link.addEventListener(name, check, { signal });
      link.addEventListener("lost", () => reject(new Trouble("lost")), { signal });
      if (also) link.addEventListener(also, ({ detail }) => this.#takeMore(take, detail), { signal });
    });
    this.answer.catch(() => {}); // who awaits it hears of it; a write that fails first has its own error
  }

  begin() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reject(new Trouble("silent")), LIMITS.answerMs);
  }

  end() {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #takeMore(take, detail) {
    try {
      take(detail);
      this.begin();
    } catch (error) {
      this.#reject(error);
    }
  }
}

// --- settings ---

export async function readSettings(link) {
  return understood(decodeSettings, await link.readPrivate("settings"));
}

function understood(decode, bytes) {
  try {
    return decode(bytes);
  } catch (error) {
    throw new Trouble("wrongRecord", error.message);
  }
}

/** Change some settings, by name, and read back until the pad says so. Resolves to all of them as they are then. */
export async function changeSettings(link, changes) {
  const today = await readSettings(link); // a hand may have changed one meanwhile
  const wanted = { ...today, ...changes };
  await link.write("settings", encodeSettings(wanted));
  const same = (found) => Object.keys(wanted).every((name) => found[name] === wanted[name]);
  return readUntil(() => readSettings(link), same);
}

async function readUntil(read, done) {
  let found = null;
  for (let i = 0; i < LIMITS.readBackTries; i++) {
    found = await read();
    if (done(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, LIMITS.readBackMs));
  }
  throw new Trouble("notTaken");
}

// --- clock ---

export async function readClock(link) {
  return understood(decodeClock, await link.readPrivate("clock"));
}

export async function setClock(link, now = () => new Date()) {
  let bytes;
  try {
    bytes = encodeClock(now());
  } catch (error) {
    throw new Trouble("phoneClock", error.message);
  }
  await link.write("clock", bytes);
  const near = (found) => found !== null && Math.abs(found - wallClockMs(now())) < LIMITS.clockErrorS * 1000;
  return readUntil(() => readClock(link), near);
}

// --- diary ---

/** Puts sessions together from the pieces in which they come; `whole` are their bytes, oldest first. */
export class Pieces {
  whole = [];
  #bytes = [];
  #count = 0;

  /** Take a notification. Trouble when one is missing, or a session is damaged. */
  take(piece) {
    const [number, ...content] = piece;
    if ((number & ~ACCESS.lastPiece) !== this.#count) throw new Trouble("pieceLost");
    this.#bytes.push(...content);
    this.#count += 1;
    if (number & ACCESS.lastPiece) this.#end();
  }

  #end() {
    const record = Uint8Array.from(this.#bytes);
    understood(decodeDiary, record);
    this.whole.push(record);
    this.#bytes = [];
    this.#count = 0;
  }
}

/** The sessions from number `since` on, as bytes, the oldest first. `onCount` hears how many have come. */
export async function readDiary(link, since, onCount = () => {}) {
  await link.subscribe("diary");
  await link.subscribe("diaryAccess");
  const pieces = new Pieces();
  const take = (piece) => {
    pieces.take(piece);
    onCount(pieces.whole.length);
  };
  const number = [since & 0xff, (since >> 8) & 0xff, (since >> 16) & 0xff, (since >>> 24) & 0xff];
  const request = Uint8Array.from([ACCESS.report, ACCESS.atLeast, ACCESS.byNumber, ...number]);
  const answer = await exchange(link, "diaryAccess", "diaryAccess", request, { also: "diary", take });
  const [operation, operator, of, code] = answer;
  const known = operation === ACCESS.response && operator === ACCESS.noOperator && of === ACCESS.report;
  if (!known || (code !== ACCESS.success && code !== ACCESS.noRecords)) {
    throw new Trouble("diaryRefused", `${answer}`);
  }
  return pieces.whole;
}
