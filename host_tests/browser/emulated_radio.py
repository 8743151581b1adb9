"""Chromium's own Web Bluetooth, whose radio is a simulated phone near the simulated pad.

    def test_the_page_shows_the_status(page, make_emulated_radio, pad):
        radio = make_emulated_radio(page, pad)      # before the page is opened
        page.goto(url)
        page.click("#connect")                      # starts it; nothing goes on before somebody waits
        radio.wait_for(lambda: page.text_content("#state") == "OFF", 10)

Page, Web Bluetooth, GATT, both Bluetooth stacks and the firmware are the real ones. What the DevTools domain
BluetoothEmulation asks for, a connection, the table, reads, writes, subscriptions, is done by the phone, whose
operating system pairs where that is needed, and what the firmware answers goes back. Three things differ from a real
adapter:

- The emulation has no command for notifications. So their last hop, and only that, is done in the page: a script
  remembers on whose characteristics startNotifications was called, and dispatches `characteristicvaluechanged` there.
- It does not tell when the page disconnects: the same script does.
- It makes NotSupportedError of every ATT error, where other systems tell some of them apart.

Time is virtual and goes on only in `wait_for` and `run_for`, a twentieth of a second at a time; in between the
page has its turn. So never wait within the page for what the radio must do (`page.evaluate` of a promise,
`page.wait_for_selector`): start it, then `wait_for`.
"""

import base64
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tools.simulator.gatt_table import Characteristic
from tools.simulator.phone import AttError, Phone, PhoneError
from tools.simulator.simulation import Simulation
from tools.simulator.system_phone import SystemPhone
from tools.simulator.web.phone_operations import full

SCRIPT = Path(__file__).with_suffix(".js")
SLICE_S = 0.05
BREATH_MS = 2
FAILED_TO_CONNECT = 0x3E  # as the Bluetooth specification numbers it
UNLIKELY_ERROR = 0x0E
PROPERTY_NAMES = {
    "broadcast": "broadcast",
    "read": "read",
    "write_without_response": "writeWithoutResponse",
    "write": "write",
    "notify": "notify",
    "indicate": "indicate",
}

Event = dict[str, Any]


class EmulatedRadio:
    """The radio of one page. `phone` is the phone behind it, `chooses_pad` what the person does in the chooser."""

    def __init__(self, page: Page, pad: Simulation) -> None:
        self.page = page
        self.pad = pad
        self.phone = Phone(pad, "web phone", interval_ms=15.0)
        self.chooses_pad = True
        self._system = SystemPhone(self.phone.handset)
        self._due: deque[Callable[[], None]] = deque()
        self._values: list[tuple[str, list[int]]] = []
        self._ids: dict[str, Characteristic] = {}
        self._prompts: set[str] = set()
        self._listen()
        self._appear()

    def _listen(self) -> None:
        assert self.page.context.browser is not None
        self._radio = self.page.context.browser.new_browser_cdp_session()
        self._chooser = self.page.context.new_cdp_session(self.page)
        self._on(self._radio, "BluetoothEmulation.gattOperationReceived", self._link)
        self._on(self._radio, "BluetoothEmulation.characteristicOperationReceived", self._operate)
        self._on(self._chooser, "DeviceAccess.deviceRequestPrompted", self._choose)
        self._chooser.send("DeviceAccess.enable")
        self.page.expose_function("emulatedRadioDisconnect", lambda: self._due.append(self._page_left))
        self.page.add_init_script(path=SCRIPT)
        self.page.on("framenavigated", lambda frame: self._begin_anew())
        self.phone.handset.on_value = self._keep
        self.phone.handset.on_disconnect = lambda: self._due.append(self._pad_left)

    def _on(self, session: Any, name: str, act: Callable[[Event], None]) -> None:
        session.on(name, lambda event: self._due.append(partial(act, event)))

    def _appear(self) -> None:
        seen = self.phone.scan(1.0)
        assert seen is not None, "the pad does not advertise"
        self._seen = seen
        self._switch_on()

    def _switch_on(self) -> None:
        self._in_use = False
        self._ids.clear()
        self._radio.send("BluetoothEmulation.enable", {"state": "powered-on", "leSupported": True})
        self._tell(
            "simulatePreconnectedPeripheral",
            name=self._seen.name,
            manufacturerData=[],
            knownServiceUuids=[full(uuid) for uuid in self._seen.services],
        )

    def _tell(self, command: str, **details: Any) -> Event:
        return self._radio.send(f"BluetoothEmulation.{command}", {"address": self._seen.address, **details})

    def close(self) -> None:
        """Switch it off."""
        self._radio.send("BluetoothEmulation.disable")
        self._radio.detach()

    # --- Time ---------------------------------------------------------------------------------------------------------

    def run_for(self, sim_s: float) -> None:
        """Let so many simulated seconds pass, and page and pad speak with each other."""
        self._run_while(lambda: True, sim_s)

    def wait_for(self, condition: Callable[[], object], sim_s: float = 10.0) -> None:
        """Let time pass until the condition holds. AssertionError when it does not within `sim_s` simulated seconds."""
        self._run_while(lambda: not condition(), sim_s)
        assert condition(), f"not within {sim_s:g} simulated seconds"

    def _run_while(self, condition: Callable[[], bool], sim_s: float) -> None:
        end_s = self.pad.now_s + sim_s
        while condition() and self.pad.now_s < end_s:
            self.pad.run_for(SLICE_S)
            self._deliver()
            self.page.wait_for_timeout(BREATH_MS)
            while self._due:
                self._due.popleft()()

    def _keep(self, handle: int, value: bytes) -> None:
        for row in self._ids.values():
            if row.handle == handle:
                self._values.append((full(row.uuid), list(value)))

    def _deliver(self) -> None:
        if self._values:
            values, self._values = self._values, []
            self.page.evaluate("values => window.emulatedRadio.notify(values)", values)

    # --- What the browser asks for ------------------------------------------------------------------------------------

    def _choose(self, event: Event) -> None:
        """The event can come twice for one chooser, and two answers crash the browser."""
        if event["id"] in self._prompts or not event["devices"]:
            return
        self._prompts.add(event["id"])
        if self.chooses_pad:
            answer = {"id": event["id"], "deviceId": event["devices"][0]["id"]}
            self._chooser.send("DeviceAccess.selectPrompt", answer)
        else:
            self._chooser.send("DeviceAccess.cancelPrompt", {"id": event["id"]})

    def _link(self, event: Event) -> None:
        """A connection, or the table."""
        code = 0
        self._in_use = True
        try:
            if event["type"] == "connection":
                self.phone.wait(self._system.connect())
            elif not self._ids:
                self._add_table()
        except PhoneError:
            code = FAILED_TO_CONNECT
        self._tell("simulateGATTOperationResponse", type=event["type"], code=code)

    def _add_table(self) -> None:
        for service in self.phone.wait(self._system.table()):
            added = self._tell("addService", serviceUuid=full(service.uuid))
            for row in service.characteristics:
                self._ids[self._add_characteristic(added["serviceId"], row)] = row

    def _add_characteristic(self, service_id: str, row: Characteristic) -> str:
        properties = {PROPERTY_NAMES[name]: True for name in row.properties}
        wanted = {"serviceId": service_id, "characteristicUuid": full(row.uuid), "properties": properties}
        added: str = self._radio.send("BluetoothEmulation.addCharacteristic", wanted)["characteristicId"]
        for descriptor in row.descriptors:
            wanted = {"characteristicId": added, "descriptorUuid": full(descriptor.uuid)}
            self._radio.send("BluetoothEmulation.addDescriptor", wanted)
        return added

    def _operate(self, event: Event) -> None:
        """A read, a write, a subscription: what the pad says to it goes back."""
        answer = {"characteristicId": event["characteristicId"], "type": event["type"], "code": 0}
        if answer["characteristicId"] not in self._ids:
            return  # the connection was lost meanwhile, and the browser knows
        try:
            content = self._perform(event)
            if content is not None:
                answer["data"] = base64.b64encode(content).decode()
        except AttError as error:
            answer["code"] = error.code
        except PhoneError:
            answer["code"] = UNLIKELY_ERROR
        if answer["characteristicId"] in self._ids:
            self._radio.send("BluetoothEmulation.simulateCharacteristicOperationResponse", answer)

    def _perform(self, event: Event) -> bytes | None:
        handle = self._ids[event["characteristicId"]].handle
        if event["type"] == "read":
            return self.phone.wait(self._system.read(handle))
        if event["type"] == "write":
            response = event["writeType"] != "write-without-response"
            self.phone.wait(self._system.write(handle, base64.b64decode(event["data"]), response))
        elif event["type"] == "subscribe-to-notifications":
            self.phone.wait(self._system.subscribe(handle))
        else:
            self.phone.wait(self._system.unsubscribe(handle))
        return None

    # --- The end of a connection --------------------------------------------------------------------------------------

    def _page_left(self) -> None:
        if self.phone.connected:
            self.phone.disconnect()

    def _pad_left(self) -> None:
        self._values.clear()
        self._ids.clear()  # the browser forgets the table as well
        if self._in_use:
            self._tell("simulateGATTDisconnection")
            self.page.evaluate("() => window.emulatedRadio.disconnected()")

    def _begin_anew(self) -> None:
        """Another document is there: with the old one the browser has dropped the emulation as far as it was in use."""
        if self._in_use:
            self._due.append(self._page_left)
            self._radio.send("BluetoothEmulation.disable")
            self._switch_on()
