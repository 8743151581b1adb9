/** The last hop of notifications, and the page's own disconnection: Chromium's emulation knows neither. */
"use strict";
(() => {
  if (!("BluetoothRemoteGATTCharacteristic" in window)) {
    return; // about:blank, and whatever else has no Web Bluetooth
  }
  const characteristic = BluetoothRemoteGATTCharacteristic.prototype;
  const server = BluetoothRemoteGATTServer.prototype;
  const { readValue, startNotifications, stopNotifications } = characteristic;
  const { connect, disconnect } = server;
  const subscribed = new Map(); // UUID -> characteristic
  const reading = new Map(); // characteristic -> when its last read has ended
  let closing = Promise.resolve();
  let closed = () => {};

  /** What is read stands in Chromium's own `value`: ours must not hide it, nor come in between. */
  characteristic.readValue = function () {
    delete this.value;
    const read = readValue.call(this);
    const end = read.then(
      () => reading.delete(this),
      () => reading.delete(this),
    );
    reading.set(this, end);
    return read;
  };

  characteristic.startNotifications = async function () {
    subscribed.set(this.uuid, this);
    return startNotifications.call(this);
  };

  characteristic.stopNotifications = async function () {
    subscribed.delete(this.uuid);
    return stopNotifications.call(this);
  };

  server.disconnect = function () {
    if (this.connected) {
      closing = new Promise((resolve) => (closed = resolve));
      window.emulatedRadioDisconnect();
    }
    disconnect.call(this);
  };

  server.connect = async function () {
    await closing;
    return connect.call(this);
  };

  async function notify(uuid, bytes) {
    const target = subscribed.get(uuid);
    while (reading.has(target)) {
      await reading.get(target);
    }
    if (target?.service.device.gatt.connected) {
      const value = new DataView(new Uint8Array(bytes).buffer);
      Object.defineProperty(target, "value", { value, configurable: true });
      target.dispatchEvent(new Event("characteristicvaluechanged", { bubbles: true }));
    }
  }

  window.emulatedRadio = {
    notify: (values) => values.forEach(([uuid, bytes]) => void notify(uuid, bytes)),
    disconnected: () => {
      subscribed.clear();
      closed();
    },
  };
})();
