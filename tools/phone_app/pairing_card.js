import { button, card, el, setText, show } from "./dom.js";
import { t, troubleText } from "./language.js";
import { LIMITS } from "./records.js";

export function howToPair() {
  const steps = ["pair.off", "pair.hold", "pair.agree", "pair.look"];
  const numbers = { pairs: LIMITS.holdPairsS, start: LIMITS.holdStartPairsS, open: LIMITS.pairingOpenS };
  return card(
    t("pair.title"),
    el("p", {}, t("pair.why")),
    el("ol", {}, ...steps.map((key) => el("li", {}, t(key, numbers)))),
    el("p.small", {}, t("pair.forget", { forgets: LIMITS.holdForgetsS })),
  );
}

/** The same with the button, while a live pad has not obeyed this phone yet. */
export class PairingCard {
  constructor(state) {
    this.state = state;
    this.pair = button("", () => state.pair());
    this.trouble = el("p.trouble", { role: "alert" });
    this.element = howToPair();
    this.element.append(this.trouble, this.pair);
  }

  render() {
    const live = this.state.live();
    show(this.element, live !== null && !this.state.paired);
    if (this.element.hidden) return;
    setText(this.pair, t(live.pairing_open ? "pair.now" : "pair.before"));
    this.pair.classList.toggle("primary", live.pairing_open);
    setText(this.trouble, troubleText(this.state.trouble));
  }
}
