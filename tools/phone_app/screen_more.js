/** Settings and profiles, the clock, the language of the app, and what the app keeps. */
import { button, card, el, Question, setText, show } from "./dom.js";
import { CODES, language, t, troubleText } from "./language.js";
import { chooseLanguage, deleteAll } from "./memory.js";
import { PairingCard } from "./pairing_card.js";
import { explain } from "./trouble.js";
import { SettingsForm } from "./settings_form.js";

const CLOCK_DIFFERS_S = 60;

export class MoreScreen {
  constructor(state, onLanguage) {
    this.state = state;
    this.form = new SettingsForm(state);
    this.pairing = new PairingCard(state);
    this.offline = el("p.lead", {}, t("more.noPad"));
    this.clock = this.#clock();
    const ofPad = [this.offline, this.pairing.element, this.form.element, this.clock];
    const ofApp = [this.#app(onLanguage), this.#privacy(), this.#about()];
    this.element = el("div.screen", {}, el("h1", {}, t("more.title")), ...ofPad, ...ofApp);
  }

  #clock() {
    this.clockText = el("p", { role: "status" });
    const compare = button(t("clock.compare"), () => this.#sayOfClock(() => this.#compareClock()));
    this.setClock = button(t("clock.set"), () => this.#sayOfClock(() => this.#setClock()), "primary");
    show(this.setClock, false);
    return card(t("clock.title"), el("p", {}, t("clock.why")), compare, this.clockText, this.setClock);
  }

  async #sayOfClock(ask) {
    try {
      setText(this.clockText, await ask());
    } catch (error) {
      setText(this.clockText, troubleText(explain(error)));
    }
  }

  async #compareClock() {
    const behindS = await this.state.clockBehindS();
    show(this.setClock, behindS === null || Math.abs(behindS) >= CLOCK_DIFFERS_S);
    return clockText(behindS);
  }

  async #setClock() {
    await this.state.setClock();
    show(this.setClock, false);
    return t("clock.done");
  }

  #app(onLanguage) {
    const choose = ({ target }) => {
      chooseLanguage(target.value);
      onLanguage(target.value);
    };
    const options = CODES.map((code) =>
      el("option", { value: code, selected: code === language() }, t(`language.${code}`)),
    );
    const select = el("select", { onchange: choose, id: "language" }, ...options);
    this.leave = button(t("more.leave"), () => this.state.leave());
    return card(t("more.app"), el("label", { for: "language" }, t("more.language")), select, this.leave);
  }

  #privacy() {
    const erase = button(t("more.delete"), () => sure.ask(t("more.deleteSure"), erase), "danger");
    const done = el("p.result", { role: "status" });
    const sure = new Question(t("more.deleteYes"), t("no"), () => {
      deleteAll();
      setText(done, t("more.deleted"));
    });
    return card(t("more.privacy"), el("p", {}, t("more.privacyText")), erase, sure.element, done);
  }

  #about() {
    const version = document.querySelector('meta[name="version"]').content;
    return el("p.small", {}, t("connect.disclaimer"), " ", t("more.version", { version }));
  }

  render() {
    const live = this.state.isLive();
    const paired = this.state.paired === true;
    show(this.offline, !live);
    this.pairing.render();
    show(this.clock, live && paired);
    show(this.leave, this.state.name !== "");
    this.form.render();
  }
}

function clockText(behindS) {
  if (behindS === null) return t("clock.unset");
  if (Math.abs(behindS) < CLOCK_DIFFERS_S) return t("clock.right");
  const minutes = Math.round(Math.abs(behindS) / 60);
  return t(behindS > 0 ? "clock.behind" : "clock.ahead", { minutes });
}
