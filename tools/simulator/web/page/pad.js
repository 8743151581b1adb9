// The drawing of the pad. `show` is given the whole view at each frame in which it has changed; null is: nothing is known.

import { Calm } from "./calm.js";
import { Display } from "./display.js";
import { mark, part, write } from "./elements.js";
import { warmth } from "./warmth.js";
import { celsius } from "./words.js";

const SIDES = ["left", "right"];
const BLINK_WORD_MS = 4000;
const BEEP_SHOWN_MS = 500;
const SLOWED = 20; // nobody sees 60 turns a second
const DARK = "#000000";

/** Draws zones, feet, motor, lamp, buzzer and display. */
export class Pad {
  constructor(fastestRpm, limitC) {
    this.fastestRpm = fastestRpm;
    this.limitC = limitC;
    this.display = new Calm((memory) => display.show(memory));
    this.lamp = new Calm((colour) => this.showLamp(colour));
    this.motionless = matchMedia("(prefers-reduced-motion: reduce)");
    this.angle = 0;
    this.litAt = this.darkAt = this.beepAt = -Infinity;
    const display = new Display(part("display"), part("display-dark"));
  }

  /** Everything but what moves by itself. */
  show(view) {
    for (const side of SIDES) this.showSide(view, side);
    write(part("rpm"), view ? `${view.rpm} rpm` : "–");
    write(part("motor-duty"), view ? `drive ${view.motorPercent} %, shown at 1/${SLOWED}` : "");
    const share = view ? Math.min(100, (view.rpm / this.fastestRpm) * 100) : 0;
    mark(part("motor-speed"), "stroke-dasharray", `${share.toFixed(1)} 100`);
  }

  /** What moves: at every frame. */
  animate(view, nowMs, elapsedMs) {
    this.display.put(view ? view.display : undefined, nowMs);
    this.lamp.put(view ? view.led : DARK, nowMs);
    this.sayLamp(view, nowMs);
    this.sayBuzzer(view, nowMs);
    if (view?.rpm && !this.motionless.matches) this.turn(view.rpm, elapsedMs);
  }

  turn(rpm, elapsedMs) {
    this.angle = (this.angle + (rpm * 360 * elapsedMs) / (60_000 * SLOWED)) % 360;
    part("rotor").setAttribute("transform", `rotate(${this.angle.toFixed(1)})`);
  }

  showSide(view, side) {
    const name = side === "left" ? "Left" : "Right";
    const surfaceC = view?.[`surface${name}C`];
    part(`zone-${side}`).style.fill = view ? warmth(surfaceC) : "";
    write(part(`surface-${side}`), view ? celsius(surfaceC) : "–");
    write(part(`sensor-${side}`), view ? this.sensorWords(view[`${side}C`], surfaceC) : "");
    const on = view && [side, "both"].includes(view.feet);
    mark(part(`foot-${side}`), "class", on ? "foot on" : "foot");
    part(`foot-${side}`).style.fill = on ? warmth(view[`skin${name}C`]) : "";
  }

  sensorWords(readC, surfaceC) {
    const over = surfaceC > this.limitC ? `over ${this.limitC} °C! ` : "";
    return `${over}${readC === null ? "the sensor reads nothing" : `sensor reads ${celsius(readC)}`}`;
  }

  showLamp(colour) {
    part("lamp").style.fill = colour === DARK ? "" : colour;
    part("lamp-halo").style.fill = colour === DARK ? "" : colour;
    mark(part("lamp-halo"), "class", colour === DARK ? "lamp-halo" : "lamp-halo lit");
  }

  sayLamp(view, nowMs) {
    if (view && view.ledName !== "off") {
      this.litAt = nowMs;
      this.litName = view.ledName;
    } else {
      this.darkAt = nowMs;
    }
    const lately = (at) => nowMs - at < BLINK_WORD_MS;
    const word = lately(this.litAt) ? `${this.litName}${lately(this.darkAt) ? ", blinks" : ""}` : "off";
    write(part("lamp-word"), view ? word : "–");
  }

  sayBuzzer(view, nowMs) {
    if (view?.buzzerHz) {
      this.beepAt = nowMs;
      this.beepHz = view.buzzerHz;
    }
    const beeps = view !== null && nowMs - this.beepAt < BEEP_SHOWN_MS;
    mark(part("buzzer"), "class", beeps ? "buzzer beeps" : "buzzer");
    write(part("buzzer-word"), view ? (beeps ? `${this.beepHz} Hz` : "silent") : "–");
  }
}
