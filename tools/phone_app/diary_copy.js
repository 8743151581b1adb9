/** The diary's copy on this phone: what is new is added, and two different diaries are never mixed. */
import { decodeDiary, fromHex, toHex, WrongRecord } from "./decode.js";
import { deletions, diaryOf, keepDiary } from "./memory.js";

const AGAIN = 2; // the newest ones may have got an answer or a score since

/** The pad's diary does not go on where the copy ends: it was emptied, or is another pad's. */
export class OtherDiary extends Error {}

/** The sessions that are kept of a pad, oldest first. What is damaged is left out. */
export function kept(pad) {
  return diaryOf(pad).flatMap((text) => {
    try {
      return [decodeDiary(fromHex(text))];
    } catch (error) {
      if (!(error instanceof WrongRecord)) throw error;
      console.warn("a kept session is damaged", error);
      return [];
    }
  });
}

/** Read what is new since the copy, and keep it. `read(since)` resolves to bytes of sessions. Whether it was kept. */
export async function renew(pad, read) {
  const [before, deleted] = [kept(pad), deletions];
  const since = Math.max(1, (before.at(-1)?.number ?? 0) - AGAIN + 1);
  const found = (await read(since)).map((bytes) => ({ ...decodeDiary(bytes), bytes }));
  if (!goesOn(before, found)) throw new OtherDiary();
  return deleted === deletions && keepDiary(pad, merged(diaryOf(pad), found));
}

/** Whether the sessions that both have began at the same time, and whether there are such. */
function goesOn(before, found) {
  if (!before.length) return true;
  const starts = new Map(before.map((session) => [session.number, session.start]));
  const both = found.filter(({ number }) => starts.has(number));
  return both.length > 0 && both.every(({ number, start }) => starts.get(number) === start);
}

function merged(texts, found) {
  const all = new Map(texts.map((text) => [numberOf(fromHex(text)), text]));
  for (const { number, bytes } of found) all.set(number, toHex(bytes));
  return [...all.entries()].sort(([one], [other]) => one - other).map(([, text]) => text);
}

function numberOf(bytes) {
  return new DataView(bytes.buffer).getUint32(2, true);
}
