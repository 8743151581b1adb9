/** Small helpers to make the page. What comes from a pad is always text, never markup. */

/** An element: `tag.class.class`, attributes (onclick and its like are listeners), and children: nodes or texts. */
export function el(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Change a text only when it is another one: a screen reader would read it again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function show(node, visible) {
  node.hidden = !visible;
}

export function button(text, onclick, kind = "") {
  return el(`button.button${kind && `.${kind}`}`, { type: "button", onclick }, text);
}

export function card(title, ...children) {
  return el("section.card", {}, ...(title ? [el("h2", {}, title)] : []), ...children);
}

export function list(texts) {
  return el("ul", {}, ...texts.map((text) => el("li", {}, text)));
}

/** A question with two answers in place of a dialog, which would cover STOP. `ask` shows it and takes the focus. */
export class Question {
  constructor(yes, no, onYes) {
    this.text = el("p");
    this.no = button(no, () => this.#close());
    const confirmed = () => {
      this.#close();
      onYes();
    };
    const answers = el("div.answers", {}, this.no, button(yes, confirmed, "danger"));
    this.element = el("div.question", { role: "group", hidden: true }, this.text, answers);
  }

  ask(text, from) {
    this.from = from;
    setText(this.text, text);
    this.element.setAttribute("aria-label", text);
    show(this.element, true);
    this.no.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  #close() {
    show(this.element, false);
    this.from?.focus();
  }
}

const drawn = "http://www.w3.org/2000/svg";

/** The sole of a foot, mirrored for the right one. Decoration: what it means stands beside it. */
export function sole(right) {
  const made = document.createElementNS(drawn, "svg");
  made.setAttribute("viewBox", "0 0 60 120");
  made.setAttribute("class", right ? "sole right" : "sole");
  made.setAttribute("aria-hidden", "true");
  const shapes = [
    ["path", { d: "M14 44C10 30 18 22 30 22s22 9 20 25c-2 14-6 20-7 32-1 14-1 33-15 33S15 98 17 84c2-15 0-26-3-40z" }],
    ["ellipse", { cx: 45, cy: 12, rx: 7.5, ry: 9 }],
    ...[
      [33, 9, 4.6],
      [24, 11, 4.2],
      [16, 15.5, 3.8],
      [10, 22, 3.4],
    ].map(([cx, cy, r]) => ["circle", { cx, cy, r }]),
  ];
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(drawn, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    made.append(shape);
  }
  return made;
}

const HEARD_MS = 5_000; // who looks around the page later must not come upon old news
let clearing;

export function say(text, urgent = false) {
  const [polite, urgently] = ["polite", "urgent"].map((id) => document.getElementById(id));
  setText(urgent ? urgently : polite, text);
  if (urgent) setText(polite, "");
  clearTimeout(clearing);
  clearing = setTimeout(() => [polite, urgently].forEach((place) => setText(place, "")), HEARD_MS);
}
