/** When a session of the diary was, by the pad's clock, which knows no zone: read it in UTC. */

const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

/** Milliseconds, to be read in UTC. Of a session without the flag `clock` it means nothing. */
export function padTimeMs(session) {
  return EPOCH_MS + session.start * 1000;
}

/** Sums of the seven days before `nowMs` (as padTimeMs has it), and how many sessions are of an unknown day. */
export function lastWeek(sessions, nowMs) {
  const dated = sessions.filter(({ clock }) => clock);
  const week = dated.filter(
    (session) => nowMs - padTimeMs(session) < 7 * DAY_MS && padTimeMs(session) <= nowMs + DAY_MS,
  );
  const sum = (field) => week.reduce((total, session) => total + session[field], 0);
  return {
    sessions: week.length,
    massageS: sum("massage_s"),
    heatS: sum("heat_s"),
    undated: sessions.length - dated.length,
  };
}
