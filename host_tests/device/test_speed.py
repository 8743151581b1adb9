"""How fast the simulator is. In processor time of both processes, so that a busy machine does not count."""

import resource

from host_tests.device.person import begin, click


def processor_s() -> float:
    """Processor time of this process and of the VMs that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def test_a_session_with_all_tasks_runs_at_60_times_real_time_or_better(make_pad):
    before_s = processor_s()
    pad = make_pad(code="mpy")
    pad.run_for(1)
    begin(pad)
    click(pad, "FASTER", 5)
    click(pad, "HEAT", 2)
    pad.run_until(5 * 60)
    pad.close()
    times = pad.now_s / (processor_s() - before_s)
    print(f"simulator: {times:.0f} times real time in processor time, {pad.now_s / pad.wall_s:.0f} by the clock")
    assert times >= 60
