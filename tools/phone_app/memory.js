/** What stays on this phone between two visits: the language, which pads know it, their diaries. Nothing leaves it. */

const PREFIX = "footpad.";

function get(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key)) ?? otherwise;
  } catch (error) {
    console.warn("kept value not readable", key, error); // a browser without storage, or damage: as if new
    return otherwise;
  }
}

/** Whether it was kept: a browser may have no room, or be told to keep nothing. */
function put(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch (error) {
    console.warn("not kept", key, error);
    return false;
  }
}

export const chosenLanguage = () => get("language", null);
export const chooseLanguage = (code) => put("language", code);

/** Whether that pad obeyed this phone when last asked. */
export const isPaired = (pad) => get("paired", []).includes(pad);

export function setPaired(pad, paired) {
  const others = get("paired", []).filter((name) => name !== pad);
  put("paired", paired ? [...others, pad] : others);
}

/** Counts what was deleted: who shows or reads a diary must notice. */
export let deletions = 0;

/** The sessions of a pad as hexadecimal texts, oldest first. */
export const diaryOf = (pad) => get(`diary.${pad}`, []);
export const keepDiary = (pad, records) => put(`diary.${pad}`, records);

export function padsWithDiary() {
  try {
    const begin = `${PREFIX}diary.`;
    const names = Object.keys(localStorage).filter((key) => key.startsWith(begin));
    return names.map((key) => key.slice(begin.length)).sort();
  } catch (error) {
    console.warn("no storage", error);
    return [];
  }
}

export function deleteDiary(pad) {
  deletions += 1;
  localStorage.removeItem(`${PREFIX}diary.${pad}`);
}

export function deleteAll() {
  deletions += 1;
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
