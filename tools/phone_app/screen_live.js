/** What the pad does now, and what makes it do less. Where nothing live is known, nothing is shown in its place. */
import { Curves } from "./curves.js";
import { button, el, setText, show, sole } from "./dom.js";
import { clockTime, language, number, t, temperature, troubleText, word } from "./language.js";
import { PairingCard } from "./pairing_card.js";
import { LIMITS, STATUS } from "./records.js";
import { STATES } from "./state.js";

const UNKNOWN = "–";
const ORDERS = ["slower", "cooler", "heatOff"];
const ASKS_FOR_FEET = [STATES.CHECK, STATES.DONE, STATES.LOCKED];

export class LiveScreen {
  constructor(state, goTo) {
    this.state = state;
    this.sentence = el("p.sentence");
    this.note = el("p.note", { hidden: true });
    this.feet = button(t("live.toFeet"), () => goTo("feet"), "primary");
    this.now = el("section.card.now", {}, this.sentence, this.note, this.feet);
    this.temperatures = [false, true].map((right) => this.#temperature(right));
    this.facts = Object.fromEntries(["time", "speed", "heat"].map((name) => [name, this.#fact(name)]));
    this.orders = ORDERS.map((name) => button(t(`order.${name}`), () => this.#order(name)));
    this.result = el("p.result", { role: "status" });
    this.curves = new Curves(state);
    this.pairing = new PairingCard(state);
    this.less = el("div.less", {}, el("div.orders", {}, ...this.orders), this.result);
    const parts = [this.now, this.#figures(), this.less, this.pairing.element, this.curves.element];
    this.element = el("div.screen", {}, el("h1.only-heard", {}, t("live.now")), ...parts);
  }

  #temperature(right) {
    const value = el("strong.figure");
    const side = t(right ? "live.right" : "live.left");
    return { value, element: el("div.foot", {}, sole(right), el("span.label", {}, side), value) };
  }

  #fact(name) {
    const value = el("strong.figure");
    const more = el("span.label");
    return { value, more, element: el("div.fact", {}, el("span.label", {}, t(`live.${name}`)), value, more) };
  }

  #figures() {
    const feet = el("div.feet", { role: "group", "aria-label": t("live.surface") });
    feet.append(...this.temperatures.map((one) => one.element));
    const facts = Object.values(this.facts).map((fact) => fact.element);
    return el("div.figures", {}, feet, el("div.card.facts", {}, ...facts));
  }

  async #order(name) {
    for (const one of this.orders) one.disabled = true;
    setText(this.result, t("order.asked"));
    setText(this.result, await this.#outcome(name));
    for (const one of this.orders) one.disabled = false;
  }

  /** Have the pad do it once; resolves to what is to be said of it. */
  async #outcome(name) {
    try {
      if ((await this.state.order(name)) === "done") return t(`order.${name}.done`);
      return t(name === "slower" ? "order.slowest" : "order.noHeat");
    } catch (error) {
      return troubleText(error);
    }
  }

  render() {
    const live = this.state.live();
    this.#renderNow(live);
    this.#renderFigures(live);
    show(this.less, live?.state === STATES.RUNNING && this.state.paired === true);
    this.pairing.render();
    this.curves.render();
  }

  #renderNow(live) {
    const said = this.state.sentence();
    show(this.now, live !== null);
    this.now.dataset.state = this.state.stateName;
    setText(this.sentence, live ? said || word("state", live.state) : "");
    this.sentence.lang = (said && this.state.settings?.language) || language();
    const note = live ? notes(live, said) : "";
    show(this.note, note !== "");
    setText(this.note, note);
    show(this.feet, live !== null && (ASKS_FOR_FEET.includes(live.state) || live.foot_check_due));
  }

  #renderFigures(live) {
    const { fahrenheit } = this.state;
    ["left_cc", "right_cc"].forEach((name, i) => {
      const known = live && live[name] !== STATUS.invalidCc;
      const { value, element } = this.temperatures[i];
      setText(value, known ? temperature(live[name], fahrenheit) : UNKNOWN);
      element.dataset.warmth = known ? warmth(live[name]) : "none";
    });
    const runs = live?.state === STATES.RUNNING;
    const waits = live?.state === STATES.STOPPED;
    this.#set(
      "time",
      runs || waits ? clockTime(live.remaining_s) : UNKNOWN,
      waits ? t("live.paused") : runs ? t("live.minutes") : "",
    );
    const step = runs ? t("live.step", { step: live.speed_step, most: LIMITS.speedSteps }) : UNKNOWN;
    this.#set("speed", step, live?.rpm ? t("live.rpm", { rpm: number(live.rpm) }) : "");
    this.#set("heat", live ? word("heat", live.heat_level) : UNKNOWN, heatMore(live, fahrenheit));
  }

  #set(name, value, more) {
    setText(this.facts[name].value, value);
    setText(this.facts[name].more, more);
  }
}

function heatMore(live, fahrenheit) {
  if (!live?.heat_level) return "";
  const target = LIMITS.heatLevelsCc[live.heat_level];
  return target ? t("live.upTo", { target: temperature(target, fahrenheit, 0) }) : "";
}

/** What is said beside the sentence: each is a fact of the record. */
function notes(live, sentence) {
  const found = [];
  if (live.fault_code && !sentence) found.push(t("live.fault", { code: live.fault_code }));
  if (live.feet_differ) found.push(t("live.feetDiffer"));
  if (live.rail_closed && live.state !== STATES.RUNNING) found.push(t("live.power"));
  return found.join(" ");
}

function warmth(cc) {
  return ["cool", "mild", "warm", "hot"][[3000, 3600, LIMITS.surfaceLimitCc].filter((limit) => cc >= limit).length];
}
