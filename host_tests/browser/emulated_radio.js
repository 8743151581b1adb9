/** The last hop of notifications, and the page's own disconnection: Chromium's emulation knows neither. */
"use strict";
(() => {
  if (!("BluetoothRemoteGATTCharacteristic" in window)) {
    return; // about:blank, and whatever else has no Web Bluetooth
  }
  const characteristic = BluetoothRemoteGATTCharacteristic.prototype;
  const server = BluetoothRemoteGATTServer.prototype;
  const { startNotifications, stopNotifications } = characteristic;
  const { connect, disconnect } = server;
  const subscribed = new Map(); // UUID -> characteristic
  let closing = Promise.resolve();
  let closed = () => {};

  characteristic.startNotifications = async function () {
    this.addEventListener("characteristicvaluechanged", forgetOnRead, { capture: true });
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

  /** What Chromium itself tells of is a value that was read: it stands in its own `value`, not in ours. */
  function forgetOnRead(event) {
    if (event.isTrusted) {
      delete event.target.value;
    }
  }

  function notify(uuid, bytes) {
    const target = subscribed.get(uuid);
    if (target?.service.device.gatt.connected) {
      const value = new DataView(new Uint8Array(bytes).buffer);
      Object.defineProperty(target, "value", { value, configurable: true });
      target.dispatchEvent(new Event("characteristicvaluechanged", { bubbles: true }));
    }
  }

  window.emulatedRadio = {
    notify: (values) => values.forEach(([uuid, bytes]) => notify(uuid, bytes)),
    disconnected: () => {
      subscribed.clear();
      closed();
    },
  };
})();
