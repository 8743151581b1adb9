/** The words of the app in the language of the phone, or in the one that was chosen. */
import german from "./words_de.js";
import english from "./words_en.js";

const LANGUAGES = { en: english, de: german };
let current = "en";
let locale = "en"; // the same language as its country writes dates and numbers

export const CODES = Object.keys(LANGUAGES);

export const language = () => current;

/** Use this language, or the first that the phone's user prefers and the app has. */
export function useLanguage(wanted = null) {
  const preferred = [wanted, ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()), "en"];
  current = preferred.find((code) => LANGUAGES[code]);
  locale = navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === current) ?? current;
  document.documentElement.lang = current;
}

/** The words for a key, with {names} replaced by values. An unknown key is a mistake of the program. */
export function t(key, values = {}) {
  const text = LANGUAGES[current][key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`no ${name} for ${key}`);
    return `${values[name]}`;
  });
}

/** The word for a code, or that it is unknown: the pad may be newer. */
export function word(prefix, code) {
  return LANGUAGES[current][`${prefix}.${code}`] === undefined ? t("unknown", { code }) : t(`${prefix}.${code}`);
}

/** Why something could not be done, in a sentence; "" for null. */
export function troubleText(trouble) {
  return trouble ? t(`trouble.${trouble.kind}`, { detail: trouble.detail }) : "";
}

export function number(value, digits = 0) {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Hundredths of a degree C as degrees of the scale that the pad's user likes. */
export function degrees(cc, fahrenheit) {
  return fahrenheit ? (cc / 100) * 1.8 + 32 : cc / 100;
}

export function temperature(cc, fahrenheit, digits = 1) {
  return `${number(degrees(cc, fahrenheit), digits)} ${fahrenheit ? "°F" : "°C"}`;
}

/** Hundredths of a degree C as a difference of two temperatures. */
export function difference(cc, fahrenheit) {
  return `${number((cc / 100) * (fahrenheit ? 1.8 : 1), 1)} ${fahrenheit ? "°F" : "°C"}`;
}

export function clockTime(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, i) => (i ? `${part}`.padStart(2, "0") : `${part}`)).join(":");
}

export function phoneTime(at) {
  return at.toLocaleTimeString(locale);
}

/** Date and time of the pad, which are kept as if they were UTC. */
export function padTime(atMs, options = { dateStyle: "medium", timeStyle: "short" }) {
  return new Date(atMs).toLocaleString(locale, { ...options, timeZone: "UTC" });
}
