/** Before a pad is connected: one big button, how to pair, and what else to use where a browser cannot do it. */
import { button, card, el, list, setText, show } from "./dom.js";
import { t, troubleText } from "./language.js";
import { howToPair } from "./pairing_card.js";

export class ConnectScreen {
  constructor(state) {
    this.state = state;
    this.can = state.link.canConnect;
    this.go = button(t("connect.go"), () => state.choose(), "primary");
    this.busy = el("p.busy", { role: "status" });
    this.trouble = el("p.trouble", { role: "alert", hidden: true });
    this.element = el("div.screen", {}, ...(this.can ? this.#whereItWorks() : this.#whereItDoesNot()));
  }

  #whereItWorks() {
    return [
      el("h1", {}, t("connect.title")),
      el("p.lead", {}, t("connect.lead")),
      this.go,
      this.busy,
      this.trouble,
      el("p.small", {}, t("connect.near")),
      howToPair(),
      el("p.small", {}, t("connect.disclaimer")),
    ];
  }

  #whereItDoesNot() {
    return [
      el("h1", {}, t("connect.cannot")),
      el("p.lead", {}, t("connect.cannotWhy")),
      card(t("connect.instead"), list([t("connect.chrome"), t("connect.bluefy"), t("connect.apps")])),
      card(t("connect.appsShow"), el("p", {}, t("connect.appsShowText"))),
      el("p.small", {}, t("connect.disclaimer")),
    ];
  }

  render() {
    const { phase, trouble, name } = this.state;
    const busy = phase === "connecting";
    this.go.disabled = busy;
    setText(this.busy, busy ? t("connect.busy", { name }) : "");
    show(this.trouble, Boolean(trouble));
    setText(this.trouble, troubleText(trouble));
  }
}
