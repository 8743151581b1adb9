/** The questions to look at the feet with, "something is wrong", and how strong the symptoms are. */
import { button, card, el, list, Question, setText } from "./dom.js";
import { t, troubleText } from "./language.js";
import { COMMANDS, LIMITS } from "./records.js";
import { STATES } from "./state.js";

const SIGNS = ["wound", "skin", "colour", "swelling", "warm", "pain"];
const HOLDS = { refuses: LIMITS.holdRefusesS, unlocks: LIMITS.holdUnlocksS };

export class FeetScreen {
  constructor(state) {
    this.state = state;
    this.title = el("h1");
    this.answer = el("p.lead");
    const parts = [this.#look(), this.#signs(), this.#wrong(), this.#scores()];
    this.element = el("div.screen", {}, this.title, this.answer, ...parts);
  }

  #signs() {
    const signs = list(SIGNS.map((sign) => t(`feet.sign.${sign}`)));
    return card(t("feet.signs"), signs, el("p", {}, t("feet.doctor")));
  }

  #look() {
    const places = list(["feet.soles", "feet.heels", "feet.toes"].map((key) => t(key)));
    return card(t("feet.look"), places, el("p", {}, t("feet.mirror")));
  }

  #wrong() {
    this.wrong = button(t("wrong.button"), () => this.question.ask(t("wrong.sure"), this.wrong), "danger");
    this.question = new Question(t("wrong.yes"), t("wrong.no"), () => this.#sayWrong());
    this.wrongResult = el("p.result", { role: "alert" });
    const parts = [this.wrong, this.question.element, this.wrongResult];
    return card(t("wrong.button"), el("p", {}, t("wrong.text")), ...parts);
  }

  async #sayWrong() {
    this.wrong.disabled = true;
    setText(this.wrongResult, t("order.asked"));
    let text;
    try {
      text = t((await this.state.order("feetWrong")) === "done" ? "wrong.done" : "wrong.already", HOLDS);
    } catch (error) {
      text = `${troubleText(error)} ${t("wrong.unknown", HOLDS)}`;
    }
    setText(this.wrongResult, text);
    this.wrong.disabled = false;
  }

  #scores() {
    this.scores = ["scoreBefore", "scoreAfter"].map((name) => new Score(this.state, name));
    const ends = el("p.small", {}, t("score.scale", { least: 0, most: COMMANDS.scoreMost }));
    const fields = this.scores.map((score) => score.element);
    return card(t("score.title"), el("p", {}, t("score.text")), ends, ...fields);
  }

  render() {
    const live = this.state.live();
    setText(this.title, t(`feet.title.${this.#moment(live)}`));
    setText(this.answer, live ? this.#answer(live) : t("feet.answer.any"));
    this.wrong.disabled = !live || live.state === STATES.LOCKED;
    for (const score of this.scores) score.render(live);
  }

  #answer(live) {
    const moment = this.#moment(live);
    return t(`feet.answer.${["before", "after"].includes(moment) ? "asked" : moment}`, HOLDS);
  }

  #moment(live) {
    if (live?.state === STATES.CHECK) return "before";
    if (live?.state === STATES.DONE) return "after";
    if (live?.state === STATES.LOCKED) return "locked";
    return live?.foot_check_due ? "due" : "any";
  }
}

/** A score of 0 to 10, before or after a session: one touch, sent once. */
class Score {
  constructor(state, name) {
    this.state = state;
    this.name = name;
    const values = Array.from({ length: COMMANDS.scoreMost + 1 }, (_, value) => value);
    this.buttons = values.map((value) =>
      el("button.score", { type: "button", onclick: () => this.#send(value) }, `${value}`),
    );
    this.result = el("p.result", { role: "status" });
    const label = t(`score.${name}`);
    this.element = el("fieldset.scores", {}, el("legend", {}, label), el("div", {}, ...this.buttons), this.result);
  }

  async #send(value) {
    this.sending = true;
    this.render(this.state.live());
    setText(this.result, t("order.asked"));
    try {
      const answer = await this.state.order(this.name, value);
      if (answer === "done") this.#mark(value);
      setText(this.result, t(answer === "done" ? "score.done" : `${this.name}.nothing`, { value }));
    } catch (error) {
      setText(this.result, `${troubleText(error)} ${t("score.unknown", { value })}`);
    }
    this.sending = false;
    this.render(this.state.live());
  }

  #mark(value) {
    this.buttons.forEach((one, i) => one.setAttribute("aria-pressed", `${i === value}`));
  }

  render(live) {
    for (const one of this.buttons) one.disabled = !live || Boolean(this.sending);
  }
}
