import { el } from "./dom.js";
import { faultName } from "./diary_table.js";
import { padTimeMs } from "./diary_time.js";
import { clockTime, difference, number, padTime, t, temperature, word } from "./language.js";
import { DIARY, NAMES } from "./records.js";

const WRONG = NAMES.answers.indexOf("something is wrong");

/** A line that can be opened. What asks for somebody's attention is marked with a word. */
export function SessionRow(session, fahrenheit) {
  const when = session.clock ? padTime(padTimeMs(session)) : t("diary.noClock", { time: clockTime(session.start) });
  const short = t("diary.short", {
    minutes: number(Math.round(session.massage_s / 60)),
    heat: word("heat", session.heat_most),
  });
  const marks = attention(session).map((text) => el("strong.attention", {}, text));
  const head = el("summary", {}, el("span.when", {}, when), el("span", {}, short), ...marks);
  const facts = details(session, fahrenheit).flatMap(([name, value]) => [el("dt", {}, t(name)), el("dd", {}, value)]);
  return el("li", {}, el("details", {}, head, el("dl", {}, ...facts)));
}

function attention(session) {
  const wrong = [session.feet_before, session.feet_after].includes(WRONG);
  return [
    ...(wrong ? [t("diary.wrong")] : []),
    ...(session.fault_code ? [t("diary.fault")] : []),
    ...(session.feet_differ ? [t("diary.feetDiffer")] : []),
    ...(session.interrupted ? [t("diary.interrupted")] : []),
  ];
}

function details(session, fahrenheit) {
  const most = (cc) => (cc === DIARY.notTaken ? t("none") : temperature(cc, fahrenheit));
  const score = (value) => (value === DIARY.noScore ? t("none") : number(value));
  return [
    ["diary.number", number(session.number)],
    ["diary.profile", `${word("profile", session.profile)}, ${word("programme", session.programme)}`],
    ["diary.massage", clockTime(session.massage_s)],
    ["live.heat", clockTime(session.heat_s)],
    ["diary.speed", t("diary.speeds", { most: session.speed_most, mean: number(session.speed_mean / 10, 1) })],
    [
      "diary.most",
      `${t("live.left")} ${most(session.left_most_cc)}, ${t("live.right")} ${most(session.right_most_cc)}`,
    ],
    ["diary.dose", t("diary.doseValue", { dose: number(session.dose / 1000, 3) })],
    ["diary.compared", compared(session, fahrenheit)],
    ["diary.answers", `${answer(session.feet_before)} / ${answer(session.feet_after)}`],
    ["diary.scores", `${score(session.score_before)} / ${score(session.score_after)}`],
    ["diary.ended", ended(session)],
  ];
}

/** The number alone says nothing about anybody's health, so it always stands with which foot it was. */
function compared(session, fahrenheit) {
  const cc = session.difference_cc;
  if (cc === DIARY.notTaken) return word("why", session.why_not_compared);
  if (cc === 0) return t("diary.same");
  return t(cc > 0 ? "diary.leftWarmer" : "diary.rightWarmer", { by: difference(Math.abs(cc), fahrenheit) });
}

function answer(code) {
  return word("answer", code);
}

function ended(session) {
  if (session.interrupted) return t("diary.interruptedText");
  if (!session.fault_code) return word("reason", session.stop_reason);
  return `${t("live.fault", { code: session.fault_code })} (${faultName(session.fault_code)})`;
}
