// Puts the page together: news from the pad are merged as they come, and drawn once a frame.

import { Buttons } from "./buttons.js";
import { Connection } from "./connection.js";
import { Curves } from "./curves.js";
import { mark, part, write } from "./elements.js";
import { Faults } from "./faults.js";
import { Feet } from "./feet.js";
import { Log } from "./log.js";
import { Pad } from "./pad.js";
import { PhonePanel } from "./phone.js";
import { Sound } from "./sound.js";
import { Speed } from "./speed.js";
import { showCaption, showState } from "./state.js";
import { makeTabs } from "./tabs.js";
import { STALE, celsius } from "./words.js";

/** The page. `view` is what is known of the pad now; null when that is nothing. */
class Page {
  constructor() {
    this.view = null;
    this.log = new Log();
    makeTabs(document.querySelector("[role=tablist]"));
    this.connection = new Connection(this);
    part("unplug").addEventListener("click", () => this.send({ do: "unplug" }));
    this.frameAt = performance.now();
    requestAnimationFrame((nowMs) => this.frame(nowMs));
  }

  send = (order) => this.connection.send(order);

  /** A pad, perhaps another one than before: everything begins again. */
  hello(message) {
    const { buttons, faults, limitC, fastestRpm, noPhone, realTime } = message.hello;
    const meanings = new Map(faults);
    this.limitC = limitC;
    this.known = {};
    this.log.reset(meanings);
    this.curves ??= new Curves();
    this.curves.reset(limitC, fastestRpm);
    this.buttons ??= new Buttons(buttons, this.send);
    this.speed = new Speed(this.send, realTime);
    this.feet = new Feet(this.send);
    this.faults = new Faults(meanings, this.send);
    this.pad = new Pad(fastestRpm, limitC);
    this.sound ??= new Sound();
    this.phone = new PhonePanel(noPhone);
    this.news(message);
  }

  /** What has changed. */
  news(message) {
    if (message.view) {
      this.known = { ...this.known, ...message.view };
      this.view = this.known;
      this.changed = true;
    }
    if (message.samples) this.curves.add(message.samples);
    if (message.events) this.log.add(message.events);
    this.sayWhetherLive("");
  }

  /** Nothing of what is known is live any more: it is not shown any more. */
  stale(why) {
    this.view = null;
    this.changed = true;
    this.buttons?.letGo();
    this.sayWhetherLive(STALE[why]);
  }

  sayWhetherLive(why) {
    mark(document.body, "data-live", why ? "no" : "yes");
    write(part("lost"), why);
  }

  frame(nowMs) {
    if (this.pad) this.draw(nowMs);
    this.frameAt = nowMs;
    requestAnimationFrame((next) => this.frame(next));
  }

  draw(nowMs) {
    if (this.changed) this.show(this.view);
    this.changed = false;
    this.pad.animate(this.view, nowMs, nowMs - this.frameAt);
    this.curves.draw(nowMs);
    this.log.draw();
  }

  show(view) {
    for (const each of [this.pad, this.buttons, this.speed, this.feet, this.faults, this.sound]) each.show(view);
    showState(view);
    this.showCaptions(view);
  }

  showCaptions(view) {
    const say = (text) => (view ? text() : "–");
    showCaption("temperature", [
      ["left", `left sensor ${say(() => celsius(view.leftC))}`],
      ["right", `right sensor ${say(() => celsius(view.rightC))}`],
      ["limit", `limit ${this.limitC} °C`],
    ]);
    showCaption("power", [
      ["heater", `heater ${say(() => `${view.heaterPercent} %`)}`],
      ["motor", `motor ${say(() => `${view.rpm} rpm`)}`],
    ]);
    showCaption("permission", [["", "What the guard permits, and the relay that feeds motor and heater"]]);
  }
}

new Page();
