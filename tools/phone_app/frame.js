/** One pad, four places, STOP below them. */
import { button, el, say, setText, show } from "./dom.js";
import { phoneTime, t, troubleText, useLanguage, word } from "./language.js";
import { Announcer } from "./announcer.js";
import { ConnectScreen } from "./screen_connect.js";
import { DiaryScreen } from "./screen_diary.js";
import { FeetScreen } from "./screen_feet.js";
import { LiveScreen } from "./screen_live.js";
import { MoreScreen } from "./screen_more.js";
import { StopBand } from "./stop_band.js";

const PHASES = { none: "lost", connected: "old" }; // which words
const PLACES = ["pad", "feet", "diary", "more"];

export class App {
  #place = "pad";
  #announcer = new Announcer();

  constructor(state) {
    this.state = state;
    state.addEventListener("change", () => this.render());
    this.build();
  }

  build() {
    const goTo = (place) => this.goTo(place);
    const { state } = this;
    this.builtFor = state.name;
    this.screens = {
      connect: new ConnectScreen(state),
      pad: new LiveScreen(state, goTo),
      feet: new FeetScreen(state),
      diary: new DiaryScreen(state),
      more: new MoreScreen(state, (code) => this.#speak(code)),
    };
    this.band = new StopBand(state);
    this.#buildFrame();
    this.render();
  }

  #speak(code) {
    useLanguage(code);
    this.build();
  }

  #buildFrame() {
    document.title = t("title");
    this.pill = el("span.pill", { role: "status" });
    this.name = el("strong.brand");
    this.old = this.#oldBox();
    this.tabs = PLACES.map((place) => this.#tab(place));
    const tabs = el("nav", { "aria-label": t("nav") }, ...this.tabs);
    const header = el("header", {}, this.name, this.pill);
    this.place = el("div");
    const main = document.querySelector("main");
    this.trouble = el("p.trouble", { role: "alert" });
    main.replaceChildren(header, this.band.alarm, this.old, this.trouble, this.band.done, tabs, this.place);
    document.querySelector("footer").replaceChildren(this.band.element);
  }

  #tab(place) {
    const made = button(t(`tab.${place}`), () => this.goTo(place), "tab");
    made.dataset.place = place;
    return made;
  }

  #oldBox() {
    this.oldTitle = el("h2");
    this.oldText = el("p");
    this.again = button(t("old.connect"), () => this.state.again(), "primary");
    this.other = button(t("old.other"), () => this.state.leave());
    return el("div.old", { hidden: true }, this.oldTitle, this.oldText, this.again, this.other);
  }

  goTo(place) {
    this.#place = place;
    if (place === "more" && this.state.paired) this.state.pair(); // a hand may have changed the settings
    this.render();
    document.querySelector("main").scrollTop = 0;
    const title = document.querySelector("h1");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }

  render() {
    if (this.builtFor !== this.state.name) {
      this.build();
      return;
    }
    const nothing = this.state.phase !== "connected" && this.state.status === null;
    const shown = this.#place === "pad" && nothing ? "connect" : this.#place;
    const screen = this.screens[shown];
    if (this.place.firstChild !== screen.element) this.place.replaceChildren(screen.element);
    this.tabs.forEach((tab) => tab.setAttribute("aria-current", tab.dataset.place === this.#place ? "page" : "false"));
    this.#renderFrame();
    screen.render();
    this.band.render();
  }

  #renderFrame() {
    const { phase, name } = this.state;
    const live = this.state.isLive();
    setText(this.name, name || t("title"));
    setText(this.pill, live ? word("state", this.state.status.state) : t(`pill.${PHASES[phase] ?? phase}`));
    this.pill.dataset.state = this.state.stateName;
    if (this.#announcer.look(this.state) && this.#place === "pad") document.querySelector("main").scrollTop = 0;
    this.#renderOld(phase, live);
    const { trouble } = this.state;
    const said = live || !trouble || phase === "none" || this.screens.connect.element.isConnected; // there, by the screen
    setText(this.trouble, said ? "" : troubleText(trouble));
  }

  /** What is not live is not shown as if it were: it is said how old the last word is. */
  #renderOld(phase, live) {
    const old = !live && this.state.status !== null;
    show(this.old, old);
    const title = !old ? "" : phase === "connecting" ? t("pill.connecting") : t(`old.${PHASES[phase] ?? phase}`);
    setText(this.oldTitle, title);
    if (old) setText(this.oldText, lastWord(this.state));
    show(this.again, phase === "lost");
    show(this.other, phase === "lost");
    if (title && title !== this.saidOld) say(title, true);
    this.saidOld = title;
  }
}

function lastWord({ heardAt, status }) {
  return t("old.last", { at: phoneTime(heardAt), state: word("state", status.state) });
}
