"""The chip's real-time clock: it counts days as the calendar does, and only a loss of power stops it."""

import datetime

import pytest

NOW = "print(*machine.RTC().datetime()[:7])"
SET = "import machine, time\nmachine.RTC().datetime({given})\ntime.sleep_ms(2000)\n" + NOW


@pytest.mark.parametrize(
    "given", [(2026, 11, 21, 23, 59, 59), (2028, 2, 28, 23, 59, 58), (2027, 2, 28, 23, 59, 58), (2099, 12, 31, 1, 2, 3)]
)
def test_a_date_that_was_set_goes_on(run_main, given):
    year, month, day, *time_of_day = given
    pad = run_main(SET.format(given=(year, month, day, 0, *time_of_day, 0)), 3.0)
    then = datetime.datetime(*given) + datetime.timedelta(seconds=2)
    words = (then.year, then.month, then.day, then.weekday(), then.hour, then.minute, then.second)
    assert pad.printed == [" ".join(map(str, words))]


SET_ONCE = """
if "is_set" not in os.listdir("/"):
    open("/is_set", "w").close()
    machine.RTC().datetime((2026, 11, 21, 0, 12, 0, 0, 0))
"""


@pytest.mark.parametrize(("cause", "year"), [("machine.reset", "2026"), ("soft reset", "2026"), ("power-on", "2000")])
def test_it_lives_through_resets_but_not_without_power(run_main, cause, year):
    pad = run_main(f"import machine, os\n{NOW}{SET_ONCE}")
    pad.reset(cause)
    pad.run_for(2)
    assert pad.printed[0] == "2000 1 1 5 0 0 0"
    assert pad.printed[1].split()[0] == year
