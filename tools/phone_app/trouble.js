/** Why something could not be done. `kind` names the sentence for the person: `trouble.KIND` of the words. */
export class Trouble extends Error {
  constructor(kind, detail = "") {
    super(detail ? `${kind}: ${detail}` : kind);
    this.kind = kind;
    this.detail = detail;
  }
}

// How browsers tell that a pad wants nothing of this phone. Their names differ, so their texts count as well: see
// Chromium's bluetooth_error.cc. CoreBluetooth's refusals come as "unknown reason".
const NOT_ALLOWED_TEXT = /authori[sz]|authenticat|not paired|pairing|encrypt|insufficient|not permitted/i;
const REFUSED_READ_TEXT = /unknown/i;

/** The Trouble that an error of the browser's Bluetooth means. `isPrivate`: something that only paired phones get. */
export function explain(error, isPrivate = false) {
  if (error instanceof Trouble) return error;
  const text = `${error.message}`;
  if (error.name === "SecurityError" || NOT_ALLOWED_TEXT.test(text)) return new Trouble("notAllowed", text);
  if (isPrivate && error.name === "NotSupportedError" && REFUSED_READ_TEXT.test(text)) {
    return new Trouble("notAllowed", text);
  }
  if (error.name === "NetworkError") return new Trouble("lost", text);
  return new Trouble("failed", `${error.name}: ${text}`);
}

/** The same for choosing a pad: there, "not found" means that nobody has chosen one. */
export function explainChoice(error) {
  if (error.name === "NotFoundError") {
    return new Trouble(/adapter|not available|off/i.test(error.message) ? "noBluetooth" : "notChosen", error.message);
  }
  if (error.name === "SecurityError" || error.name === "NotAllowedError")
    return new Trouble("noPermission", error.message);
  return explain(error);
}
