"""What the serial line says when the session's state or the fault changes. Loaded for that moment, then forgotten."""

from pad.session import REASON_NAMES, STATE_NAMES


def line(session, guard):
    """One line for people."""
    text = "state " + STATE_NAMES[session.state]
    if session.stop_reason:
        text += ", last stop: " + REASON_NAMES[session.stop_reason]
    if guard.fault:
        from pad.fault_texts import name, sentence

        text += ", fault %d %s: %s" % (guard.fault, name(guard.fault), sentence(guard.fault, guard.fault_reading))
    return text
