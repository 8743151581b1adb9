/** All settings of the pad, each with what a phone may still choose. It is written when the person says so, once. */
import { button, card, el, Question, setText, show } from "./dom.js";
import { t, temperature, troubleText, word } from "./language.js";
import { LIMITS, SETTINGS } from "./records.js";
import { choices, tightens } from "./settings_rules.js";
import { explain } from "./trouble.js";

const RESULT_MS = 8_000; // then the button goes back to the end of the page
const GROUPS = {
  limits: ["speed_most", "heat_most", "minutes_most"],
  profile: ["profile", "own_speed", "own_heat", "own_minutes", "own_programme"],
  comfort: ["language", "fahrenheit", "volume", "brightness", "cleaning"],
  makers: ["foot_offset", "acknowledged"],
};

export class SettingsForm {
  constructor(state) {
    this.state = state;
    this.controls = {};
    this.save = button(t("settings.save"), () => this.#save(), "primary");
    this.question = new Question(t("settings.tighten"), t("no"), () => this.#write());
    this.result = el("p.result", { role: "status" });
    const groups = Object.entries(GROUPS).map(([group, names]) => this.#group(group, names));
    this.end = el("div.stack", {}, this.question.element, this.save, this.result);
    this.element = el("form", { onsubmit: (event) => event.preventDefault() }, ...groups, this.end);
  }

  #group(group, names) {
    const note = t(`settings.${group}.note`, { forgets: LIMITS.holdForgetsS });
    return card(t(`settings.${group}`), el("p.small", {}, note), ...names.map((name) => this.#row(name)));
  }

  #row(name) {
    const id = `setting-${name}`;
    const select = el("select", { id, onchange: () => this.#touched() });
    this.controls[name] = select;
    return el("div.row", {}, el("label", { for: id }, t(`setting.${name}`)), select);
  }

  #touched() {
    const unsaved = Object.keys(this.#changes()).length > 0;
    this.end.classList.toggle("saving", unsaved);
    if (unsaved) setText(this.result, t("settings.unsaved"));
  }

  #changes() {
    const found = {};
    for (const [name, control] of Object.entries(this.controls)) {
      const today = this.shown[name];
      const value = typeof today === "number" ? Number(control.value) : control.value;
      if (value !== today) found[name] = value;
    }
    return found;
  }

  /** Lowering a limit asks first: this phone cannot raise it again. */
  #save() {
    const changes = this.#changes();
    const tighter = Object.keys(changes).filter((name) => tightens(this.shown, name, changes[name]));
    if (!Object.keys(changes).length) setText(this.result, t("settings.same"));
    else if (tighter.length) this.question.ask(this.#warning(tighter, changes), this.save);
    else this.#write();
  }

  #warning(names, changes) {
    const lines = names.map((name) => `${t(`setting.${name}`)}: ${this.#text(name, changes[name])}.`);
    const back = [];
    if (names.some((name) => name !== "profile")) back.push(t("settings.sureLimit", { forgets: LIMITS.holdForgetsS }));
    if (names.includes("profile")) back.push(t("settings.sureProfile", { leaves: LIMITS.holdLeavesGentleS }));
    return [...lines, ...back].join(" ");
  }

  async #write() {
    this.save.disabled = true;
    setText(this.result, t("order.asked"));
    try {
      await this.state.changeSettings(this.#changes());
      setText(this.result, t("settings.done"));
    } catch (error) {
      setText(this.result, troubleText(explain(error)));
      await this.#readAgain();
    }
    this.save.disabled = false;
  }

  async #readAgain() {
    try {
      await this.state.readSettings();
    } catch (error) {
      setText(this.result, troubleText(explain(error)));
    }
  }

  #text(name, value) {
    return settingText(name, value, this.state.fahrenheit);
  }

  /** Show the settings as the pad has them, unless the person is about to change one. */
  render() {
    const { settings } = this.state;
    show(this.element, this.state.isLive() && settings !== null);
    if (!settings || settings === this.shown) return;
    this.shown = settings;
    for (const [name, select] of Object.entries(this.controls)) this.#fill(name, select);
    setTimeout(() => this.#touched(), RESULT_MS);
  }

  #fill(name, select) {
    const values = choices(this.shown, name);
    const options = values.map((value) => el("option", { value: `${value}` }, this.#text(name, value)));
    select.replaceChildren(...options);
    select.value = `${this.shown[name]}`;
    select.disabled = values.length < 2;
  }
}

const PLAIN = {
  speed_most: "unit.step",
  own_speed: "unit.step",
  minutes_most: "unit.minutes",
  own_minutes: "unit.minutes",
};

export function settingText(name, value, fahrenheit) {
  if (PLAIN[name]) return t(PLAIN[name], { value, most: LIMITS.speedSteps });
  if (name === "heat_most" || name === "own_heat") return heatText(value, fahrenheit);
  if (name === "own_programme") return word("programme", value);
  if (name === "profile") return word("profile", value);
  if (name === "language") return SETTINGS.languages.includes(value) ? t(`language.${value}`) : value;
  if (name === "cleaning") return value ? t("unit.sessions", { value }) : t("setting.never");
  if (name === "foot_offset") return t("unit.hundredths", { value });
  return t(`${name}.${value}`);
}

function heatText(value, fahrenheit) {
  const target = LIMITS.heatLevelsCc[value];
  return target ? `${word("heat", value)}, ${temperature(target, fahrenheit, 0)}` : word("heat", value);
}
