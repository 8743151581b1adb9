/**
 * navigator.bluetooth of a phone that lives in the simulator: load it as a classic script before the app's own.
 *
 * It is the part of Web Bluetooth that an app for one device uses, with Chromium's errors; the simulated phone is at the
 * other end of the WebSocket /phone-link. There is no chooser: the only pad that is there is chosen.
 */
"use strict";
{
  const SIG_UUID_END = "-0000-1000-8000-00805f9b34fb";
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  /** Chromium keeps these from pages: serial number, and the configuration that subscribing writes. */
  const BLOCKED = [0x2a25, 0x2902].map((number) => canonical(number));

  const OFF = "GATT Server is disconnected. Cannot";
  const AGAIN = "(Re)connect first with `device.gatt.connect`.";

  /** A UUID as browsers write it, from that or from a number. */
  function canonical(uuid) {
    const text = typeof uuid === "number" ? uuid.toString(16).padStart(8, "0") + SIG_UUID_END : uuid;
    if (!UUID.test(text)) {
      throw new TypeError(`Invalid UUID: '${uuid}'`);
    }
    return text;
  }

  function fail(name, message) {
    throw new DOMException(message, name);
  }

  function fromHex(digits) {
    return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }

  function toHex(source) {
    const bytes = ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Whose phone this tab has: it stays the same, with its bond, when the page is loaded again. */
  function phoneId() {
    const id = sessionStorage.getItem("simulated-phone") ?? crypto.randomUUID();
    sessionStorage.setItem("simulated-phone", id);
    return id;
  }

  /** The WebSocket: opened when it is needed first, and again after a loss. */
  class Link {
    constructor() {
      this.onValue = () => {};
      this.onDisconnected = () => {};
      this.waiting = new Map();
      this.lastId = 0;
      this.opening = null;
    }

    /** Have the phone do something; resolves with the value, rejects with a DOMException. */
    async ask(op, details = {}) {
      const socket = await this.open();
      const id = (this.lastId += 1);
      return new Promise((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, op, ...details }));
      });
    }

    open() {
      this.opening ??= new Promise((resolve, reject) => {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        const socket = new WebSocket(`${scheme}://${location.host}/phone-link?phone=${phoneId()}`);
        socket.addEventListener("open", () => resolve(socket));
        socket.addEventListener("message", (event) => this.take(JSON.parse(event.data)));
        socket.addEventListener("close", (event) => this.lose(event.reason, reject));
      });
      return this.opening;
    }

    take(message) {
      if (message.event === "value") {
        this.onValue(message.handle, fromHex(message.value));
      } else if (message.event === "disconnected") {
        this.onDisconnected();
      } else {
        this.settle(message);
      }
    }

    settle({ id, value, error }) {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) {
        reject(new DOMException(error.message, error.name));
      } else {
        resolve(value);
      }
    }

    lose(reason, reject) {
      const error = new DOMException(reason || "The simulator has gone.", "NetworkError");
      this.opening = null;
      reject(error);
      this.waiting.forEach((one) => one.reject(error));
      this.waiting.clear();
      this.onDisconnected();
    }
  }

  class Characteristic extends EventTarget {
    constructor(service, row) {
      super();
      this.service = service;
      this.uuid = row.uuid;
      this.properties = propertiesOf(row.properties);
      this.value = null;
      this.handle = row.handle;
      this.connection = service.device.gatt.connection;
    }

    async readValue() {
      this.take(fromHex(await this.operate("read")));
      return this.value;
    }

    async writeValueWithResponse(value) {
      await this.operate("write", { value: toHex(value), response: true });
    }

    async writeValueWithoutResponse(value) {
      await this.operate("write", { value: toHex(value), response: false });
    }

    async startNotifications() {
      if (!this.properties.notify && !this.properties.indicate) {
        fail("NotSupportedError", "GATT Error: Not supported.");
      }
      this.service.device.gatt.listeners.set(this.handle, this);
      await this.operate("subscribe");
      return this;
    }

    async stopNotifications() {
      await this.operate("unsubscribe");
      this.service.device.gatt.listeners.delete(this.handle);
      return this;
    }

    operate(op, details) {
      const { gatt } = this.service.device;
      if (gatt.connected && gatt.connection !== this.connection) {
        const advice = "Remember to retrieve the characteristic again after reconnecting.";
        fail("InvalidStateError", `Characteristic with UUID ${this.uuid} is no longer valid. ${advice}`);
      }
      return gatt.perform(op, { handle: this.handle, ...details });
    }

    take(bytes) {
      this.value = new DataView(bytes.buffer);
      this.dispatchEvent(new Event("characteristicvaluechanged", { bubbles: true }));
    }
  }

  function propertiesOf(names) {
    return {
      broadcast: names.includes("broadcast"),
      read: names.includes("read"),
      writeWithoutResponse: names.includes("write_without_response"),
      write: names.includes("write"),
      notify: names.includes("notify"),
      indicate: names.includes("indicate"),
    };
  }

  class Service {
    constructor(device, row) {
      this.device = device;
      this.uuid = row.uuid;
      this.isPrimary = true;
      this.rows = row.characteristics.map((one) => new Characteristic(this, one));
    }

    async getCharacteristic(uuid) {
      return (await this.getCharacteristics(uuid))[0];
    }

    async getCharacteristics(uuid) {
      if (uuid === undefined) {
        return this.rows.filter((one) => !BLOCKED.includes(one.uuid));
      }
      const wanted = canonical(uuid);
      if (BLOCKED.includes(wanted)) {
        fail("SecurityError", "getCharacteristic(s) called with blocklisted UUID. https://goo.gl/4NeimX");
      }
      const found = this.rows.filter((one) => one.uuid === wanted);
      const where = `found in Service with UUID ${this.uuid}.`;
      return found.length ? found : fail("NotFoundError", `No Characteristics matching UUID ${wanted} ${where}`);
    }
  }

  class Server {
    constructor(device, link, allowed) {
      this.device = device;
      this.connected = false;
      this.connection = 0;
      this.listeners = new Map();
      this.services = null;
      this.busy = false;
      this.link = link;
      this.allowed = allowed;
      link.onValue = (handle, bytes) => this.listeners.get(handle)?.take(bytes);
      link.onDisconnected = () => this.lost();
    }

    async connect() {
      if (!this.connected) {
        await this.link.ask("connect");
        this.connected = true;
        this.connection += 1;
      }
      return this;
    }

    disconnect() {
      if (this.connected) {
        this.link.ask("disconnect").catch(() => this.lost()); // the link is gone, and the connection with it
        this.lost();
      }
    }

    async getPrimaryService(uuid) {
      return (await this.getPrimaryServices(uuid))[0];
    }

    async getPrimaryServices(uuid) {
      const wanted = uuid === undefined ? null : canonical(uuid);
      if (!this.connected) {
        fail("NetworkError", `${OFF} retrieve services. ${AGAIN}`);
      }
      if (this.allowed.size === 0 || (wanted && !this.allowed.has(wanted))) {
        const tip = "Tip: Add the service UUID to 'optionalServices' in requestDevice() options.";
        fail("SecurityError", `Origin is not allowed to access the service. ${tip} https://goo.gl/HxfxSQ`);
      }
      this.services ??= (await this.perform("discover")).map((row) => new Service(this.device, row));
      const found = this.services.filter((one) => (wanted ? one.uuid === wanted : this.allowed.has(one.uuid)));
      return found.length ? found : fail("NotFoundError", `No Services matching UUID ${wanted} found in Device.`);
    }

    /** One operation at a time, as on phones. */
    async perform(op, details) {
      if (!this.connected) {
        fail("NetworkError", `${OFF} perform GATT operations. ${AGAIN}`);
      }
      if (this.busy) {
        fail("NetworkError", "GATT operation already in progress.");
      }
      this.busy = true;
      try {
        return await this.link.ask(op, details);
      } finally {
        this.busy = false;
      }
    }

    lost() {
      if (this.connected) {
        this.connected = false;
        this.services = null;
        this.listeners.clear();
        this.device.dispatchEvent(new Event("gattserverdisconnected", { bubbles: true }));
      }
    }
  }

  class Device extends EventTarget {
    constructor(link, seen, allowed) {
      super();
      this.id = btoa(seen.address);
      this.name = seen.name;
      this.gatt = new Server(this, link, allowed);
    }
  }

  /** The services that a page may use: it has to name them when it asks for a device. */
  function allowedServices(options) {
    const filtered = (options.filters ?? []).flatMap((filter) => filter.services ?? []);
    return new Set([...filtered, ...(options.optionalServices ?? [])].map(canonical));
  }

  function checkFilters({ filters, acceptAllDevices }) {
    if (Boolean(filters) === Boolean(acceptAllDevices)) {
      throw new TypeError("Either 'filters' should be present or 'acceptAllDevices' should be true, but not both.");
    }
    if (filters && (filters.length === 0 || filters.some((filter) => Object.keys(filter).length === 0))) {
      throw new TypeError("'filters' must be non-empty, and each filter must restrict the devices in some way.");
    }
  }

  function matches(seen, { name, namePrefix, services }) {
    return (
      (name === undefined || seen.name === name) &&
      (namePrefix === undefined || seen.name.startsWith(namePrefix)) &&
      (services ?? []).every((uuid) => seen.services.includes(canonical(uuid)))
    );
  }

  class SimulatedBluetooth extends EventTarget {
    constructor() {
      super();
      this.link = new Link();
      this.device = null;
    }

    async getAvailability() {
      return true;
    }

    async requestDevice(options = {}) {
      checkFilters(options);
      const allowed = allowedServices(options);
      if (navigator.userActivation?.isActive === false) {
        fail("SecurityError", "Must be handling a user gesture to show a permission request.");
      }
      const seen = await this.link.ask("scan");
      if (!seen || (options.filters && !options.filters.some((filter) => matches(seen, filter)))) {
        fail("NotFoundError", "User cancelled the requestDevice() chooser.");
      }
      return this.chosen(seen, allowed);
    }

    /** The same object each time, as in browsers; what is allowed adds up. */
    chosen(seen, allowed) {
      this.device ??= new Device(this.link, seen, allowed);
      allowed.forEach((uuid) => this.device.gatt.allowed.add(uuid));
      return this.device;
    }
  }

  Object.defineProperty(navigator, "bluetooth", { value: new SimulatedBluetooth(), configurable: true });
}
