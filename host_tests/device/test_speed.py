"""How fast the simulator is. The benchmark has the limit; this one is for a machine of any kind."""

from tools.benchmarks.speed.measure import times_real_time


def test_a_session_with_all_tasks_runs_at_60_times_real_time_or_better(make_pad):
    times = times_real_time(make_pad(code="mpy"), 5 * 60.0)
    print(f"simulator: {times:.0f} times real time in processor time")
    assert times >= 60
