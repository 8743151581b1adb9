// Words for what the pad says in codes.

export const STATES = {
  STARTING: "No power, or just starting",
  OFF: "Off",
  CHECK: "Look at your feet",
  RUNNING: "Running",
  STOPPED: "Stopped",
  DONE: "Done: look at your feet again",
  FAULT: "Fault",
  LOCKED: "Locked",
  SAFE_MODE: "Safe mode",
};

export const HINTS = {
  STARTING: "The pad says something about a second after it has got power.",
  OFF: "Press START: the pad asks for a look at your feet. TIME, FASTER (profile) and SLOWER (programme) choose before.",
  CHECK: "Feet well? Press START, not before 3 seconds have passed. Not well? Hold START for 3 seconds.",
  RUNNING: "START stops at once. FASTER and SLOWER change the speed, HEAT the warmth, TIME adds five minutes.",
  STOPPED: "START goes on within two minutes, from the lowest speed and without heat.",
  DONE: "Feet well? Press START. Not well? Hold START for 3 seconds.",
  FAULT: "Mend what is broken (under “Break something”), then hold START for 5 seconds.",
  LOCKED: "Something was wrong with the feet. To unlock, hold START for 5 seconds.",
  SAFE_MODE: "Too many resets: the pad only tells. Pull the plug and put it back.",
};

export const SOURCES = { hand: "Hand", pad: "Pad", chip: "Chip", fault: "Fault", phone: "Phone" };

export const STALE = {
  ended: "The simulator has ended. Start it again with make run; this page then connects by itself.",
  lost: "Connection lost. Nothing here is live. Trying again every second.",
  silent: "No news from the pad. Nothing here is live until there is some.",
};

/** A state with what there is to say about it. */
export function activity(view) {
  const beside = view.state === "RUNNING" ? view.phase : view.state === "FAULT" ? view.fault.replaceAll("_", " ") : "";
  return STATES[view.state] + (beside ? `: ${beside}` : "");
}

/** 12:31, or 1:02:31 from an hour on. */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (value) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** A temperature with its unit, or dashes where none is read. */
export function celsius(value) {
  return value === null || value === undefined ? "-- °C" : `${value.toFixed(1)} °C`;
}

/** An event of the log in words; `meanings` are those of the faults by name. */
export function eventText(event, meanings) {
  const [name, what] = event.text.split(" ");
  if (event.source === "fault") return `${what === "begins" ? "Broken" : "Mended"}: ${meanings.get(name) ?? name}`;
  if (event.source === "hand") return `${name} ${what === "down" ? "pressed" : "let go"}`;
  return event.text;
}
