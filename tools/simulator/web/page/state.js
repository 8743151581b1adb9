// The card that says in words what the pad is doing and what can be done.

import { mark, part, write } from "./elements.js";
import { HINTS, activity } from "./words.js";

const TIMED = ["OFF", "RUNNING", "STOPPED"];

/** Draws a view; null is: nothing is known. */
export function showState(view) {
  write(part("state"), view ? activity(view) : "Not connected");
  write(part("hint"), view ? HINTS[view.state] : "");
  write(part("time"), TIMED.includes(view?.state) ? view.time : "");
  write(part("step"), view?.speedStep ? `${view.speedStep} of 11` : "–");
  write(part("heat"), view?.heat ?? "–");
  write(part("heater"), view ? heater(view) : "–");
  write(part("rail"), view ? (view.railClosed ? "closed" : "open") : "–");
  write(part("manner"), view?.manner || "–");
  mark(document.body, "data-state", view?.state ?? "");
  write(document.querySelector("title"), `${view ? `${activity(view)}${at(view)} – ` : ""}FootPad, simulated`);
}

/** On and off are moments of a slow pulse: at another speed than the real one nobody could follow them. */
function heater(view) {
  return view.pace === 1 ? `${view.heaterPercent} %, ${view.heaterOn ? "on" : "off"}` : `${view.heaterPercent} %`;
}

function at(view) {
  return view.speed === 1 ? "" : ` (×${view.speed})`;
}

/** The curves' captions: what each line is, with its newest figure. */
export function showCaption(id, entries) {
  const target = part(`caption-${id}`);
  while (target.childElementCount < entries.length) target.append(caption());
  entries.forEach(([kind, text], index) => {
    mark(target.children[index], "data-line", kind);
    write(target.children[index], text);
  });
}

function caption() {
  return document.createElement("span");
}
