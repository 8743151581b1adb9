"""What a phone may ask for: less, or nothing at all. Starting, speeding up, heat, time and faults need a hand."""

from pad.session import CHECK, OFF, PHONE, RUNNING

STOP = 1
SLOWER = 2  # one step
COOLER = 3  # one level
HEAT_OFF = 4
FEET_WRONG = 5  # as START held in a foot check: it locks
SCORE_BEFORE = 6  # of the symptoms, 0 to SCORE_MOST, for the session that runs or is the next
SCORE_AFTER = 7  # the same for the last one

DONE = 0
NOTHING_TO_DO = 1
UNKNOWN = 2
WRONG_LENGTH = 3
NOT_ALLOWED = 4  # this phone has not paired while a hand on the pad allowed it
BAD_ARGUMENT = 5

SCORE_MOST = 10


def obey(session, command):
    """Carry out a command: its opcode, and a score behind that of a score. Returns the result code."""
    opcode = command[0] if command else 0
    if command and not STOP <= opcode <= SCORE_AFTER:
        return UNKNOWN
    if len(command) != (2 if opcode >= SCORE_BEFORE else 1):
        return WRONG_LENGTH
    if opcode >= SCORE_BEFORE:
        return _take_score(session, opcode, command[1])
    if opcode == FEET_WRONG:
        return DONE if session.say_wrong() else NOTHING_TO_DO
    if session.state != RUNNING:
        return NOTHING_TO_DO
    if opcode == STOP:
        session.stop(PHONE)
        return DONE
    return DONE if session.turn_down(*_lower(session, opcode)) else NOTHING_TO_DO


def _lower(session, opcode):
    """Speed step and heat level that the command asks for."""
    if opcode == SLOWER:
        return session.speed_step - 1, session.heat_level
    return session.speed_step, 0 if opcode == HEAT_OFF else session.heat_level - 1


def _take_score(session, opcode, score):
    if score > SCORE_MOST:
        return BAD_ARGUMENT
    before = session.state in (CHECK, RUNNING)
    if opcode == SCORE_BEFORE and (before or session.state == OFF):
        session.score_before = score
    elif opcode == SCORE_AFTER and not before and session.elapsed_ms:
        session.score_after = score
    else:
        return NOTHING_TO_DO
    return DONE
