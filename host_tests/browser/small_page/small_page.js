/** The least that an app does; tests call `run` and read what has become of it in `outcomes`. */
const FOOTPAD = "8f3e0001-2c1a-4d6b-9a57-5f0e7d1c4b21";
const outcomes = {};
const values = {};
let device = null;
let service = null;

async function connect() {
  device = await navigator.bluetooth.requestDevice({ filters: [{ namePrefix: "FootPad" }], optionalServices: [FOOTPAD] });
  device.addEventListener("gattserverdisconnected", () => (outcomes.lost = device.name));
  return reconnect();
}

async function reconnect() {
  service = await (await device.gatt.connect()).getPrimaryService(FOOTPAD);
  return device.name;
}

function disconnect() {
  device.gatt.disconnect();
}

async function read(uuid) {
  return bytes(await (await service.getCharacteristic(uuid)).readValue());
}

async function write(uuid, content) {
  await (await service.getCharacteristic(uuid)).writeValueWithResponse(new Uint8Array(content));
}

async function subscribe(uuid) {
  const characteristic = await service.getCharacteristic(uuid);
  values[uuid] = [];
  characteristic.addEventListener("characteristicvaluechanged", (event) => values[uuid].push(bytes(event.target.value)));
  await characteristic.startNotifications();
}

async function unsubscribe(uuid) {
  await (await service.getCharacteristic(uuid)).stopNotifications();
}

function bytes(view) {
  return [...new Uint8Array(view.buffer)];
}

const calls = { connect, reconnect, disconnect, read, write, subscribe, unsubscribe };

/** Begin something; `outcomes[key]` becomes {value} or {error: name, message}. */
async function run(key, name, ...details) {
  delete outcomes[key];
  try {
    outcomes[key] = { value: (await calls[name](...details)) ?? null };
  } catch (error) {
    outcomes[key] = { error: error.name, message: error.message };
  }
}

document.getElementById("connect").addEventListener("click", () => run("connect", "connect"));
Object.assign(window, { run: (...details) => void run(...details), outcomes, values });
