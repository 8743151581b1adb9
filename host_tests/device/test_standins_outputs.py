"""Outputs keep the port's traps: what a new PWM does, who owns a pin, and what lives through which reset."""

import pytest

FULL = 65535
DRIVE_ALL = """
import machine, time
heater = machine.Pin(26, machine.Pin.OUT, value=1)
motor = machine.PWM(machine.Pin(25), freq=20000, duty_u16=13107)
machine.RTC().memory(b"kept")
"""


def motor_trace(pad):
    return [value for _, signal, value in pad.trace if signal == "MOTOR_PWM"]


@pytest.mark.parametrize("arguments", ["", ", freq=20000"])
def test_a_pwm_without_a_duty_starts_at_half_power(run_main, arguments):
    pad = run_main(f"import machine\nmachine.PWM(machine.Pin(25){arguments})")
    assert pad.motor_duty == pytest.approx(0.5, abs=0.001)


def test_a_pwm_with_duty_zero_never_moves_the_motor(run_main):
    pad = run_main("import machine\nmachine.PWM(machine.Pin(25), freq=20000, duty_u16=0)")
    assert motor_trace(pad) == []
    assert pad.plant.max_rpm == 0


def test_making_it_a_plain_output_takes_the_pin_from_the_pwm(run_main):
    pad = run_main("import machine\np = machine.PWM(25)\nmachine.Pin(25, machine.Pin.OUT, value=0)\np.duty_u16(65535)")
    assert motor_trace(pad) == [pytest.approx(0.5, abs=0.001), 0]


def test_a_pwm_that_is_ended_leaves_the_pin_low(run_main):
    pad = run_main("import machine\nmachine.PWM(25, duty_u16=65535).deinit()")
    assert motor_trace(pad) == [1, 0]


def test_duty_reads_back_and_is_kept_within_its_range(run_main):
    pad = run_main(
        "import machine\np = machine.PWM(25, duty_u16=7)\nprint(p.duty_u16())\np.duty_u16(99999)\nprint(p.duty_u16())"
    )
    assert pad.printed == ["7", "65535"]
    assert pad.motor_duty == 1.0


def test_a_level_set_on_an_input_shows_once_it_becomes_an_output(run_main):
    text = "import machine, time\np = machine.Pin(26, machine.Pin.IN)\np.value(1)\n"
    pad = run_main(text + "time.sleep_ms(500)\np.init(machine.Pin.OUT)")
    ((at_us, signal, level),) = pad.trace
    assert (signal, level) == ("HEATER", 1)
    assert at_us == pytest.approx(800_000, abs=100)


@pytest.mark.parametrize("gpio", [34, 39])
def test_input_only_pins_refuse_to_be_outputs(run_main, gpio):
    pad = run_main(f"import machine\nmachine.Pin({gpio}, machine.Pin.OUT)")
    assert pad.printed[-1] == "ValueError: pin can only be input"


@pytest.mark.parametrize("gpio", [6, 11, 40, -1])
def test_pins_of_the_flash_and_pins_that_do_not_exist_are_refused(run_main, gpio):
    assert run_main(f"import machine\nmachine.Pin({gpio})").printed[-1] == "ValueError: invalid pin"


def test_the_led_shows_what_the_bitstream_sends_green_first(run_main):
    text = (
        "import machine\nmachine.bitstream(machine.Pin(16, 3), 0, (400, 850, 800, 450), bytearray(b'\\x01\\x02\\x03'))"
    )
    assert run_main(text).led == (2, 1, 3)


def test_the_buzzer_sounds_between_off_and_fully_on(run_main):
    text = "import machine, time\np = machine.PWM(17, freq=2000, duty_u16=0)\ntime.sleep(1)\np.duty_u16(32768)"
    pad = run_main(text, 1.0)
    assert pad.buzzer_hz == 0
    pad.run_for(1)
    assert pad.buzzer_hz == 2000


# --- Resets -----------------------------------------------------------------------------------------------------------


def after_reset(run_main, how: str):
    """A pad that drives everything, resets after a second, and from then on only tells what it finds."""
    boot = "import machine\nprint('cause', machine.reset_cause(), machine.RTC().memory())\n"
    main = f"import machine\nif machine.reset_cause() == 1:\n    exec({DRIVE_ALL!r})\n    time.sleep(1)\n    {how}\n"
    return run_main(main, 1.0, boot=boot)


def test_machine_reset_leaves_pins_pwm_and_rtc_memory(run_main):
    pad = after_reset(run_main, "machine.reset()")
    pad.run_for(2)
    assert pad.printed == ["cause 1 b''", "cause 2 b'kept'"]
    assert pad.heater_pin
    assert pad.motor_duty == pytest.approx(0.2, abs=0.001)


def test_the_watchdogs_reset_leaves_pins_pwm_and_rtc_memory(run_main):
    pad = after_reset(run_main, "machine.WDT(timeout=1000)")
    pad.run_for(4)
    assert pad.printed == ["cause 1 b''", "cause 3 b'kept'"]
    assert pad.heater_pin
    assert pad.motor_duty == pytest.approx(0.2, abs=0.001)


@pytest.mark.parametrize("how", ["machine.soft_reset()", "raise SystemExit"])
def test_a_soft_reset_ends_pwm_and_leaves_pins(run_main, how):
    pad = after_reset(run_main, how)
    assert pad.motor_duty > 0
    pad.run_for(2)
    assert pad.printed == ["cause 1 b''", "cause 5 b'kept'"]
    assert pad.heater_pin
    assert pad.motor_duty == 0


def test_a_loss_of_power_leaves_nothing(run_main):
    pad = after_reset(run_main, "pass")
    pad.run_for(1)
    assert pad.heater_pin
    pad.power_cycle()
    assert not pad.heater_pin
    assert pad.motor_duty == 0
    pad.run_for(0.5)
    assert pad.printed == ["cause 1 b''", "cause 1 b''"]


def test_without_power_nothing_turns(run_main):
    alive = "a = machine.Pin(27, machine.Pin.OUT)\nfor n in range(60):\n    a.value(n & 1)\n    time.sleep_ms(50)\n"
    pad = run_main(f"import machine, time\nmachine.PWM(25, duty_u16=30000)\n{alive}", 3.0)
    assert pad.plant.rpm > 1000
    pad.power_cycle(off_s=5.0)
    pad.run_for(4.9)
    assert pad.plant.rpm == 0
    assert not pad.rail_closed
    pad.run_for(3.0)
    assert pad.plant.rpm > 1000


def test_an_exception_leaves_pins_and_pwm_as_they_are(run_main):
    pad = run_main(DRIVE_ALL + "1 / 0\n", 30.0)
    assert pad.printed[-1] == "ZeroDivisionError: divide by zero"
    assert pad.heater_pin
    assert pad.motor_duty > 0


def test_main_does_not_run_after_a_boot_file_that_fails(run_main):
    assert "main" not in run_main("print('main')", boot="1 / 0").printed


def test_a_reset_shows_the_level_that_the_pin_still_has(run_main):
    text = "import machine, time\nprint(machine.Pin(26).value())\nmachine.Pin(26, machine.Pin.OUT, value=1)\n"
    pad = run_main(text + "time.sleep(1)\nif machine.reset_cause() == 1: machine.reset()", 3.0)
    assert pad.printed == ["0", "1"]
    assert [event["cause"] for event in pad.resets] == ["machine.reset"]


def test_flash_lives_through_every_reset(run_main):
    pad = run_main("""
try:
    with open("/note") as file: print(file.read())
except OSError:
    with open("/note", "w") as file: file.write("kept")
""")
    pad.power_cycle(off_s=1.5)
    pad.run_for(2.5)
    assert pad.printed == ["kept"]
