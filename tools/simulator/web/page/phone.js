// The phone beside the pad: the phone app in a frame, on the simulated radio. It is not there before somebody takes it.

import { element, part, write } from "./elements.js";

const WORDS = "The phone app, on a simulated phone: it reaches the pad over a simulated radio, through a Bluetooth stack of its own.";

/** `noPhone` says why there is none; "" where there is one. */
export class PhonePanel {
  constructor(noPhone) {
    write(part("phone-words"), noPhone || WORDS);
    part("phone-toggle").hidden = Boolean(noPhone);
    part("phone-toggle").onclick = () => (part("phone").hidden ? this.take() : this.putAway());
    if (noPhone) this.putAway();
  }

  take() {
    const title = element("h2", { id: "phone-title", class: "hidden" }, "The phone");
    const frame = element("iframe", { src: "/phone/", title: "The phone app on the simulated phone" });
    const away = element("button", { type: "button", class: "plain" }, "Put the phone away");
    away.addEventListener("click", () => this.putAway(true));
    part("phone").replaceChildren(title, element("div", { class: "handset" }, frame), away);
    this.show(true);
  }

  putAway(focus = false) {
    part("phone").replaceChildren();
    this.show(false);
    if (focus) part("phone-toggle").focus();
  }

  show(taken) {
    part("phone").hidden = !taken;
    document.body.dataset.phone = taken ? "yes" : "no";
    part("phone-toggle").setAttribute("aria-expanded", String(taken));
    write(part("phone-toggle"), taken ? "Put the phone away" : "Take the phone");
  }
}
