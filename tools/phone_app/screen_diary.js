/** The diary: read from the pad, kept on this phone until it is deleted here. */
import { DiaryChart } from "./diary_chart.js";
import { kept, OtherDiary, renew } from "./diary_copy.js";
import { toCsv } from "./diary_table.js";
import { lastWeek, padTimeMs } from "./diary_time.js";
import { wallClockMs } from "./decode.js";
import { SessionRow } from "./diary_row.js";
import { button, card, el, Question, setText, show } from "./dom.js";
import { number, padTime, t, troubleText } from "./language.js";
import { deleteDiary, deletions, padsWithDiary } from "./memory.js";
import { DIARY, LIMITS } from "./records.js";
import { explain } from "./trouble.js";

const SHOWN_AT_FIRST = 20;

export class DiaryScreen {
  constructor(state) {
    this.state = state;
    this.whose = el("p.label");
    this.read = button(t("diary.read"), () => this.#read(), "primary");
    this.result = el("p.result", { role: "status" });
    this.chart = new DiaryChart();
    this.week = el("div");
    this.rows = el("ol.sessions");
    this.more = button(t("diary.more"), () => this.#list(this.sessions.length));
    this.own = this.#ownership();
    const sum = card(t("diary.week"), this.week);
    this.list = card(t("diary.sessions"), this.rows, this.more);
    this.filled = el("div.stack", {}, sum, this.chart.element, this.list, this.own);
    const parts = [this.whose, this.read, this.result, this.filled];
    this.element = el("div.screen", {}, el("h1", {}, t("diary.title")), ...parts);
    this.#load();
  }

  #ownership() {
    const save = button(t("diary.csv"), () => this.#save());
    const sure = () => this.remove.ask(t("diary.deleteSure", { pad: this.pad }), erase);
    const erase = button(t("diary.delete"), sure, "danger");
    this.remove = new Question(t("diary.deleteYes"), t("no"), () => this.#delete());
    return card(t("diary.yours"), el("p", {}, t("diary.private")), save, erase, this.remove.element);
  }

  get pad() {
    return this.state.name || padsWithDiary()[0] || "";
  }

  #load() {
    this.sessions = kept(this.pad);
    this.loadedFor = this.pad;
    this.loadedAt = deletions;
    show(this.filled, this.sessions.length > 0);
    if (!this.sessions.length) return;
    this.chart.show(this.sessions, this.state.fahrenheit);
    this.#showWeek();
    this.#list(SHOWN_AT_FIRST);
  }

  #list(most) {
    const newest = this.sessions.slice(-most).reverse();
    this.rows.replaceChildren(...newest.map((session) => SessionRow(session, this.state.fahrenheit)));
    show(this.more, this.sessions.length > most);
  }

  #showWeek() {
    const last = this.sessions.at(-1);
    const week = lastWeek(this.sessions, wallClockMs(new Date()));
    const minutes = { massage: number(Math.round(week.massageS / 60)), heat: number(Math.round(week.heatS / 60)) };
    const count = { count: week.sessions, most: LIMITS.sessionsAWeek };
    const padKnows = last.week_sessions !== DIARY.notKnown;
    const lines = [
      padKnows && last.clock
        ? t("diary.padCount", { count: last.week_sessions, at: padTime(padTimeMs(last), { dateStyle: "medium" }) })
        : t("diary.padCountUnknown"),
      t("diary.weekSums", { ...count, ...minutes }),
      ...(week.undated ? [t("diary.undated", { count: week.undated })] : []),
    ];
    this.week.replaceChildren(...lines.map((line) => el("p", {}, line)));
  }

  async #read() {
    this.reading = true;
    this.render();
    const onCount = (count) => setText(this.result, t("diary.reading", { count }));
    try {
      onCount(0);
      const isKept = await renew(this.pad, (since) => this.state.readDiary(since, onCount));
      setText(this.result, t(isKept ? "diary.done" : "diary.notKept"));
      this.#load();
    } catch (error) {
      setText(this.result, error instanceof OtherDiary ? t("diary.other") : troubleText(explain(error)));
    }
    this.reading = false;
    this.render();
  }

  #save() {
    const url = URL.createObjectURL(new Blob([toCsv(this.sessions)], { type: "text/csv" }));
    el("a", { href: url, download: `${this.pad}-diary.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  #delete() {
    deleteDiary(this.pad);
    this.#load();
    setText(this.result, t("diary.deleted"));
    this.render();
  }

  render() {
    if (this.loadedFor !== this.pad || this.loadedAt !== deletions || this.fahrenheitShown !== this.state.fahrenheit) {
      this.#load();
    }
    this.fahrenheitShown = this.state.fahrenheit;
    const live = this.state.isLive();
    this.read.disabled = !live || Boolean(this.reading);
    setText(
      this.whose,
      this.sessions.length ? t("diary.of", { pad: this.pad, count: this.sessions.length }) : t("diary.empty"),
    );
  }
}
