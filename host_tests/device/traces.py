"""What the outputs did, told from the trace of the pins: the judge of every test here."""

from bisect import bisect_right

from tools.campaign.traces import spans, value_at

NEVER = float("inf")
# A monostable of 400 ms, the relay's own time, and the guard's pass in which the last edge was made.
RAIL_HOLDS_S = 0.5
REACTION_S = 0.15
GUARD_PASS_S = 0.06  # a session that ends by itself is cut by the guard's next pass
SESSION_PASS_S = 0.11  # what the session's task tells of a change may be so late
ROUNDING_S = 1e-6


def changes(pad, signal):
    """(time in s, value) of each change of a signal."""
    return [(at_us / 1e6, value) for at_us, name, value in pad.trace if name == signal]


def off_after_s(pad, signal, since_s):
    """Seconds from `since_s` until a signal went off and stayed off: 0 if it was off, NEVER if it is on now."""
    history = changes(pad, signal)
    last_off_s = since_s
    on = bool(value_at(history, since_s))
    for at_s, value in history:
        if at_s > since_s:
            on = bool(value)
            if not on:
                last_off_s = at_s
    return NEVER if on else last_off_s - since_s


def sessions(pad):
    """(from, to) of each span in which the pad called itself RUNNING; a reset ends it as well."""
    history = []
    for event in pad.events:
        if event["source"] == "chip" or (event["source"] == "pad" and event["text"].startswith("state ")):
            history.append((event["at_s"], int(event["text"].startswith("state RUNNING"))))
    return spans(history, pad.now_s)


def assert_quiet_outside_sessions(pad):
    """Outside RUNNING no heat, no motor, no ALIVE edge, and the rail open as soon as the monostable lets go."""
    running = sessions(pad)
    for signal, grace_s in (("HEATER", GUARD_PASS_S), ("MOTOR_PWM", GUARD_PASS_S), ("RAIL", RAIL_HOLDS_S)):
        for from_s, to_s in spans(changes(pad, signal), pad.now_s):
            assert any(
                begun_s - SESSION_PASS_S <= from_s and to_s <= ended_s + grace_s for begun_s, ended_s in running
            ), f"{signal} was on from {from_s} to {to_s} s, sessions were {running}"
    for at_s, _ in changes(pad, "ALIVE"):
        assert any(begun_s - SESSION_PASS_S <= at_s <= ended_s for begun_s, ended_s in running), (
            f"ALIVE edge at {at_s} s"
        )


def assert_heater_rests(pad):
    """The MOSFET is off for at least 100 ms in any 2 s, wherever these begin."""
    on_spans = spans(pad.heater_changes, pad.now_s)
    changed_s = [0.0, *(at_s for span in on_spans for at_s in span), pad.now_s + 3.0]
    on_until_s = [0.0]  # seconds of heating up to each change
    for i in range(1, len(changed_s)):
        on_until_s.append(on_until_s[-1] + (changed_s[i] - changed_s[i - 1] if i % 2 == 0 else 0.0))
    for at_s in changed_s:
        for from_s in (at_s, at_s - 2.0):
            on_s = interpolated(changed_s, on_until_s, from_s + 2.0) - interpolated(changed_s, on_until_s, from_s)
            assert on_s <= 1.9 + ROUNDING_S, f"heater on for {on_s} s in the 2 s from {from_s} s on"


def interpolated(at_s, values, wanted_s):
    """Value at a time, between two known ones."""
    i = bisect_right(at_s, wanted_s)
    if i == 0 or i == len(at_s):
        return values[0 if i == 0 else -1]
    share = (wanted_s - at_s[i - 1]) / (at_s[i] - at_s[i - 1])
    return values[i - 1] + share * (values[i] - values[i - 1])
