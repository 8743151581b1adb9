// The buzzer's tone, for whoever asks for it. It is off at first.

import { part } from "./elements.js";

const SOFT = 0.04;

/** Sounds like the buzzer while time runs at its real speed; at another one it would be noise. */
export class Sound {
  constructor() {
    document.addEventListener("visibilitychange", () => document.hidden && this.show(null)); // no frames come then
  }

  /** Follows a view; null is silence. */
  show(view) {
    const hz = part("sound").checked && view?.pace === 1 ? view.buzzerHz : 0;
    if (hz && !this.oscillator) this.begin();
    if (!this.oscillator) return;
    this.gain.gain.value = hz ? SOFT : 0;
    if (hz) this.oscillator.frequency.value = hz;
  }

  begin() {
    const context = new AudioContext();
    this.oscillator = new OscillatorNode(context, { type: "square" });
    this.gain = new GainNode(context, { gain: 0 });
    this.oscillator.connect(this.gain).connect(context.destination);
    this.oscillator.start();
  }
}
