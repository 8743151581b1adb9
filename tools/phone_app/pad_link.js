/** The connection to one pad: finds its characteristics, subscribes, decodes, and says what comes as events.
 *
 * Events: `status` (detail: the decoded record), `text` (the pad's sentence), `trouble` (a Trouble: what came cannot be
 * understood), `lost`, and one by the name of each other characteristic that notifies or indicates (detail: its bytes).
 */
import { decodeStatus, toHex } from "./decode.js";
import { GattQueue } from "./gatt_queue.js";
import { UUIDS } from "./records.js";
import { explain, explainChoice, Trouble } from "./trouble.js";

const CONNECT_MS = 20_000;
const DISCOVER_MS = 20_000;
const PAIR_MS = 60_000; // the phone may ask its user meanwhile

export class PadLink extends EventTarget {
  #bluetooth;
  #device = null;
  #queue = null;
  #characteristics = {};
  #subscribed = new Set();
  #textWanted = false;
  #textNotified = [];
  #lastStatus = null;
  #onLost = () => this.#lose();

  constructor(bluetooth) {
    super();
    this.#bluetooth = bluetooth;
  }

  get name() {
    return this.#device?.name ?? "";
  }

  get canConnect() {
    return this.#bluetooth !== undefined;
  }

  async choose() {
    if (!(await this.#bluetooth.getAvailability())) throw new Trouble("noBluetooth");
    const { footpad, time } = UUIDS.services;
    const filters = [{ services: [footpad] }, { namePrefix: UUIDS.namePrefix }];
    try {
      this.#adopt(await this.#bluetooth.requestDevice({ filters, optionalServices: [footpad, time] }));
    } catch (error) {
      throw explainChoice(error);
    }
  }

  #adopt(device) {
    this.#device?.removeEventListener("gattserverdisconnected", this.#onLost);
    this.#device = device;
    device.addEventListener("gattserverdisconnected", this.#onLost);
  }

  async connect() {
    this.#queue = new GattQueue(() => this.disconnect());
    this.#subscribed.clear();
    this.#lastStatus = null;
    try {
      await this.#queue.run(() => this.#device.gatt.connect(), { patienceMs: CONNECT_MS });
      await this.#queue.run(() => this.#discover(), { patienceMs: DISCOVER_MS });
      for (const name of ["commandResult", "statusText", "status"]) await this.subscribe(name);
      this.#take("status", await this.read("status"));
    } catch (error) {
      this.disconnect();
      throw explain(error);
    }
  }

  async #discover() {
    this.#characteristics = {};
    const names = Object.fromEntries(Object.entries(UUIDS.characteristics).map(([name, uuid]) => [uuid, name]));
    for (const uuid of Object.values(UUIDS.services)) {
      const service = await this.#device.gatt.getPrimaryService(uuid);
      for (const found of await service.getCharacteristics()) {
        if (names[found.uuid]) this.#characteristics[names[found.uuid]] = found;
      }
    }
    const missing = Object.keys(UUIDS.characteristics).filter((name) => !this.#characteristics[name]);
    if (missing.length) throw new Trouble("notAPad", missing.join(", "));
  }

  /** End the connection. `lost` follows. */
  disconnect() {
    this.#device?.gatt.disconnect();
    this.#lose();
  }

  #lose() {
    if (!this.#queue) return;
    const queue = this.#queue;
    this.#queue = null;
    queue.fail(new Trouble("lost"));
    this.dispatchEvent(new Event("lost"));
  }

  #run(operation, options) {
    return this.#queue ? this.#queue.run(operation, options) : Promise.reject(new Trouble("lost"));
  }

  /** The bytes of a characteristic. Errors are as the browser throws them. */
  async read(name) {
    return bytesOf(await this.#run(() => this.#characteristics[name].readValue()));
  }

  /** The same of one that only paired phones may read. The phone pairs if it has to, and may ask its user. */
  async readPrivate(name) {
    try {
      return bytesOf(await this.#run(() => this.#characteristics[name].readValue(), { patienceMs: PAIR_MS }));
    } catch (error) {
      throw explain(error, true);
    }
  }

  /** Write, and wait until the pad has it. Never repeated: nobody knows what became of a write that has failed. */
  async write(name, bytes, urgent = false) {
    try {
      const patienceMs = urgent ? undefined : PAIR_MS;
      await this.#run(() => this.#characteristics[name].writeValueWithResponse(bytes), { urgent, patienceMs });
    } catch (error) {
      throw explain(error, true);
    }
  }

  async subscribe(name) {
    if (this.#subscribed.has(name)) return;
    const characteristic = this.#characteristics[name];
    characteristic.addEventListener("characteristicvaluechanged", (event) => {
      this.#take(name, bytesOf(event.target.value));
    });
    await this.#run(() => characteristic.startNotifications());
    this.#subscribed.add(name);
  }

  #take(name, bytes) {
    if (name === "status") this.#takeStatus(bytes);
    else if (name === "statusText") this.#readText(bytes);
    else this.#tell(name, bytes);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** The same number twice is no news: it may be an old record that something on the way has kept. */
  #takeStatus(bytes) {
    const status = this.#understood(bytes);
    if (!status || status.sequence === this.#lastStatus?.sequence) return;
    const before = this.#lastStatus;
    this.#lastStatus = status;
    this.#tell("status", status);
    if (before?.state !== status.state || before.fault_code !== status.fault_code) this.#readText();
  }

  #understood(bytes) {
    try {
      return decodeStatus(bytes);
    } catch (error) {
      this.#tell("trouble", new Trouble("wrongRecord", error.message));
      return null;
    }
  }

  /** A notified sentence may be cut short, so it is read. Browsers tell of what was read as if it were notified. */
  async #readText(notified = null) {
    if (notified) this.#textNotified.push(toHex(notified));
    if (this.#textWanted) return;
    this.#textWanted = true;
    try {
      this.#textNotified = [];
      const read = await this.read("statusText");
      this.#tell("text", new TextDecoder().decode(read));
      this.#textWanted = false;
      if (this.#textNotified.some((text) => !toHex(read).startsWith(text))) this.#readText();
    } catch (error) {
      this.#textWanted = false;
      this.#tell("trouble", explain(error));
    }
  }
}

/** A copy: the browser uses the view again. */
function bytesOf(view) {
  return new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
