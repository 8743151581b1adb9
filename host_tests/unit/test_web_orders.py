"""What a page may order, and that a wrong order harms nothing."""

import time

import pytest

from host_tests.fake_simulation import FakeSimulation
from host_tests.served_pad import served
from host_tests.web_tab import with_tabs
from tools.simulator.web.pad_socket import Surroundings


def test_a_button_is_closed_until_both_tabs_let_go(place):
    async def scene(one, other):
        await one.order(do="down", button="HEAT")
        await one.called("hold", "HEAT")
        await other.order(do="down", button="HEAT")
        await one.order(do="up", button="HEAT")
        since_s = one.view["held"]["HEAT"]
        await one.until(lambda: one.view["nowS"] > since_s + 0.6)
        assert ("release", "HEAT") not in place.simulation.calls
        await other.order(do="up", button="HEAT")
        await one.called("release", "HEAT")
        assert [call for call in place.simulation.calls if call[0] == "hold"] == [("hold", "HEAT")]

    with_tabs(place, scene, 2)


@pytest.mark.parametrize("violently", [False, True])
def test_a_tab_that_goes_lets_go_of_what_it_holds(place, violently):
    async def scene(going, staying):
        for button in ("HEAT", "TIME"):
            await going.order(do="down", button=button)
            await staying.called("hold", button)
        if violently:
            going.link._response.connection.transport.abort()
        await going.link.close()
        await staying.called("release", "HEAT")
        await staying.called("release", "TIME")

    with_tabs(place, scene, 2)


def test_however_quick_a_click_is_it_is_a_press(place):
    async def scene(tab):
        await tab.order(do="down", button="START")
        await tab.order(do="up", button="START")
        await tab.called("hold", "START")
        await tab.until(lambda: "START" in tab.view.get("held", {}))
        since_s = tab.view["held"]["START"]
        await tab.called("release", "START")
        await tab.until(lambda: not tab.view["held"])
        assert 0.12 <= tab.view["nowS"] - since_s < 0.4

    with_tabs(place, scene)


def test_time_waits_for_a_finger(place):
    """At 100 times its speed a click would last longer than what locks the pad."""

    async def scene(tab):
        await tab.order(do="speed", to=100)
        await tab.until(lambda: tab.view.get("pace") == 100)
        await tab.order(do="down", button="START")
        await tab.until(lambda: "START" in tab.view["held"] and tab.view["pace"] == 1)
        since_s, began_at = tab.view["held"]["START"], time.monotonic()
        await tab.until(lambda: time.monotonic() > began_at + 1)
        assert tab.view["nowS"] - since_s < 1.6
        await tab.order(do="up", button="START")
        await tab.until(lambda: tab.view["pace"] == 100 and not tab.view["held"])

    with_tabs(place, scene)


def test_feet_faults_plug_and_speed_are_the_same_for_all_tabs(place):
    async def scene(one, other):
        await one.order(do="feet", left=False, right=True, cold=False)
        await other.until(lambda: other.view.get("feet") == "right")
        await one.order(do="feet", left=True, right=True, cold=True)
        await other.until(lambda: other.view["feet"] == "both" and other.view["skinLeftC"] < 20)
        for broken in (True, True, False):
            await one.order(do="fault", fault="ntc_left_open", broken=broken)
        await other.called("clear", "ntc_left_open")
        assert place.simulation.calls.count(("inject", "ntc_left_open", None)) == 1
        await one.order(do="unplug")
        await other.called("power_cycle")
        await one.order(do="speed", to=20)
        await other.until(lambda: other.view["speed"] == 20)

    with_tabs(place, scene, 2)


def test_beside_real_phones_time_keeps_its_speed():
    with served(FakeSimulation, Surroundings("take a real phone", real_time=True)) as place:

        async def scene(tab):
            await tab.order(do="speed", to=20)
            await tab.order(do="down", button="TIME")
            await tab.until(lambda: "TIME" in tab.view.get("held", {}))
            assert tab.view["speed"] == 1

        with_tabs(place, scene)


WRONG_ORDERS = [
    "",
    "no json",
    "[]",
    "null",
    "{}",
    '{"do": "format"}',
    '{"do": ["down"]}',
    '{"do": "down"}',
    '{"do": "down", "button": "STOP"}',
    '{"do": "down", "button": 1}',
    '{"do": "down", "button": ["START"]}',
    '{"do": "down", "button": "START", "for": 5}',
    '{"do": "speed", "to": 0.5}',
    '{"do": "speed", "to": 101}',
    '{"do": "speed", "to": NaN}',
    '{"do": "speed", "to": "20"}',
    '{"do": "speed", "to": true}',
    '{"do": "fault", "fault": "fire", "broken": true}',
    '{"do": "fault", "fault": "ntc_left_open", "broken": 1}',
    '{"do": "feet", "left": true, "right": true}',
    "[" * 900,
]


@pytest.mark.parametrize("text", WRONG_ORDERS)
def test_a_wrong_order_ends_the_tab_and_harms_nothing(place, capsys, text):
    async def scene(wrong, other):
        await wrong.link.send_str(text)
        assert await wrong.close_code() == 1008
        await other.order(do="down", button="START")
        await other.called("hold", "START")

    with_tabs(place, scene, 2)
    assert [call[0] for call in place.simulation.calls][:1] == ["hold"]
    assert place.pad.speed == 1
    errors = capsys.readouterr().err
    assert errors.startswith("a page's order was refused: ")
    assert errors.count("\n") == 1
    assert len(errors) < 150


@pytest.mark.parametrize(("content", "code"), [(b"\0\xff", 1003), ("x" * 5000, 1009)])
def test_what_is_no_order_at_all_ends_the_tab(place, content, code):
    async def scene(tab):
        await (tab.link.send_bytes if isinstance(content, bytes) else tab.link.send_str)(content)
        assert await tab.close_code() == code

    with_tabs(place, scene)
    assert place.simulation.calls == []
