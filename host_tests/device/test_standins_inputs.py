"""Inputs of the stand-ins: contacts to the microsecond, conversions with noise, the sense line, the tach both ways."""

import pytest

WATCH_START = """
import machine, time
start = machine.Pin(13, machine.Pin.IN, machine.Pin.PULL_UP)
while True:
    while start.value(): pass
    print("closed")
    while not start.value(): pass
    print("open")
"""
RUN_MOTOR = """
import machine, time
alive = machine.Pin(27, machine.Pin.OUT, value=0)
motor = machine.PWM(25, freq=20000, duty_u16=30000)
def run(ms):
    for _ in range(ms // 50):
        alive.value(1 - alive.value())
        time.sleep_ms(50)
"""


def test_a_contact_closes_and_opens_at_its_time(run_main):
    pad = run_main(WATCH_START, 1.0, {"bounce_ms": 0})
    pad.press("START", hold_s=0.25, at_s=1.5)
    pad.run_for(2)
    assert [event["at_s"] for event in pad.events if event["source"] == "pad"] == pytest.approx([1.5, 1.75], abs=20e-6)


def test_a_contact_bounces_for_its_time_on_both_edges(run_main):
    pad = run_main(WATCH_START, 1.0, {"bounce_ms": 15})
    pad.press("START", hold_s=0.2)
    pad.run_for(1)
    times = [event["at_s"] for event in pad.events if event["source"] == "pad"]
    assert len(times) > 2
    assert times[0] == pytest.approx(1.0, abs=20e-6)
    assert all(at_s <= 1.0151 or 1.2 <= at_s <= 1.2151 for at_s in times)
    assert pad.printed[-1] == "open"


def test_held_until_it_is_released(run_main):
    pad = run_main(WATCH_START, 1.0, {"bounce_ms": 0})
    pad.hold("START")
    pad.run_for(3)
    assert pad.printed == ["closed"]
    assert pad.pin("START") == 0
    pad.release("START")
    pad.run_for(0.01)
    assert pad.printed == ["closed", "open"]


def test_a_stuck_contact_ignores_the_finger_until_it_is_mended(run_main):
    pad = run_main(WATCH_START, 1.0, {"bounce_ms": 0})
    pad.inject("button_stuck:START", until_s=2.0)
    pad.press("START", 0.1)
    pad.run_until(1.9)
    assert pad.printed == ["closed"]
    pad.run_until(2.1)
    assert pad.printed == ["closed", "open"]


def test_an_unknown_button_is_refused(run_main):
    with pytest.raises(ValueError, match="no button 'STOP'"):
        run_main("").press("STOP")


def test_every_conversion_is_a_new_one_in_whole_millivolts(run_main):
    main = "import machine\na = machine.ADC(32, atten=machine.ADC.ATTN_11DB)\nfor _ in range(200): print(a.read_uv())"
    values = [int(line) for line in run_main(main, parameters={"adc_noise_mv": 3.0}).printed]
    assert len(values) == 200
    assert len(set(values)) > 5
    assert all(value % 1000 == 0 for value in values)


def test_each_channel_reads_its_own_signal(run_main):
    main = "import machine\nfor g in (32, 33, 36): print(machine.ADC(g, atten=machine.ADC.ATTN_11DB).read_uv())"
    pad = run_main(main, parameters={"adc_noise_mv": 0.0, "ambient_c": 25.0})
    left, right, reference = (int(line) for line in pad.printed)
    assert left == right == pytest.approx(1_650_000, abs=2000)
    assert reference == pytest.approx(992_000, abs=2000)


def test_the_end_of_the_range_and_the_error_of_the_gain_show(run_main):
    main = "import machine\nprint(machine.ADC(32, atten=machine.ADC.ATTN_11DB).read_uv())"
    exact = int(run_main(main, parameters={"adc_noise_mv": 0.0}).printed[0])
    wrong = int(run_main(main, parameters={"adc_noise_mv": 0.0, "adc_gain": 1.05, "adc_offset_mv": 10.0}).printed[0])
    assert wrong == pytest.approx(exact * 1.05 + 10_000, abs=2000)


def test_an_open_thermistor_reads_full_scale_and_a_short_zero(run_main):
    main = "import machine, time\na = machine.ADC(32, atten=machine.ADC.ATTN_11DB)\n"
    main += "while True:\n    print(a.read_uv())\n    time.sleep(1)"
    pad = run_main(main, 1.0, {"adc_noise_mv": 0.0})
    pad.inject("ntc_left_open")
    pad.run_for(1)
    pad.clear("ntc_left_open")
    pad.inject("ntc_left_short")
    pad.run_for(1)
    assert int(pad.printed[1]) > 3_000_000
    assert int(pad.printed[2]) == 0


SENSE = """
import machine, time
alive = machine.Pin(27, machine.Pin.OUT, value=0)
heater = machine.Pin(26, machine.Pin.OUT, value=0)
sense = machine.Pin(35, machine.Pin.IN)
print("open", sense.value())
for _ in range(5):
    alive.value(1 - alive.value())
    time.sleep_ms(50)
print("closed", sense.value())
heater.value(1)
print("heating", sense.value())
heater.value(0)
print("off again", sense.value())
time.sleep_ms(500)
print("dropped", sense.value())
"""


def test_the_sense_line_follows_rail_and_mosfet_at_once(run_main):
    assert run_main(SENSE).printed == ["open 0", "closed 1", "heating 0", "off again 1", "dropped 0"]


def test_the_rail_opens_its_time_after_the_last_edge(run_main):
    pad = run_main(SENSE, parameters={"monostable_ms": 250, "relay_open_ms": 5})
    last_edge_us = max(at_us for at_us, signal, _ in pad.trace if signal == "ALIVE")
    (closed_s, closed), (opened_s, still_closed) = pad.rail_changes
    assert (closed, still_closed) == (True, False)
    assert opened_s - last_edge_us / 1e6 == pytest.approx(0.255, abs=1e-6)


COUNT = (
    RUN_MOTOR + "c = machine.Counter(0, machine.Pin(34))\nrun(3000)\na = c.value()\nrun(1000)\nprint(c.value() - a)\n"
)
INTERRUPT = (
    RUN_MOTOR
    + """
count = 0
def edge(pin):
    global count
    count += 1
machine.Pin(34, machine.Pin.IN).irq(edge, machine.Pin.IRQ_RISING)
run(3000)
a = count
run(1000)
print(count - a)
"""
)


@pytest.mark.parametrize("main", [COUNT, INTERRUPT], ids=["Counter", "interrupt"])
def test_the_tach_is_counted(run_main, main):
    pad = run_main(main, 4.35)
    assert pad.plant.rpm > 1000
    assert int(pad.printed[-1]) == pytest.approx(pad.plant.rpm / 60 * 6, rel=0.03)


def test_an_older_port_has_no_counter(run_main):
    assert run_main("from machine import Counter", hidden=["Counter"]).printed[-1].startswith("ImportError")
