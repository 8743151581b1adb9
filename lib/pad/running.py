"""Telling noise from a fault: what is bad several times running."""


def counted(times, bad, most):
    """How often running something was bad, after one more judgement: at most `most`, which makes it a fault."""
    if not bad:
        return 0
    return times + 1 if times < most else most
