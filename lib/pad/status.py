"""One snapshot of the whole pad, for whoever shows it: panel, phone, diary, simulator.

`record` is what a phone reads: 20 bytes, little-endian, version 1.

    0 version   1 state   2 chosen step   3-4 rpm   5 heat level   6-7 left, 8-9 right surface (0.01 C, 0x8000 invalid)
    10-11 remaining s   12-13 elapsed s   14 fault   15 heater duty %   16 flags   17 stop reason   18-19 sequence
"""

from pad.faults import NONE
from pad.session import BY_FAULT, CHECK, FAULT, LOCKED, RUNNING, SAFE_MODE
from pad.thermistor import INVALID

VERSION = 1
LAYOUT = "<BBBHBhhHHBBBBH"

HEAT_PERMITTED = 1
MOTOR_PERMITTED = 2
RAIL_CLOSED = 4
FOOT_CHECK_DUE = 8
PAIRING_OPEN = 16
CLOCK_SET = 32
FEET_DIFFER = 64
TACH_FITTED = 128

FLAGS = 16  # where in the record they are

LOOKS_MOST = 10  # a second where the panel looks alone, half of it where the radio looks as well


def put_u16(buffer, offset, value):
    """Write 16 bits, little-endian; a negative value becomes its two's complement."""
    buffer[offset] = value & 0xFF
    buffer[offset + 1] = (value >> 8) & 0xFF


class Status:
    """Gathers from the parts that it is built with; `refresh` reads, it changes nothing anywhere else.

    Who shows it looks often, and a snapshot costs more than a look: `look` takes one when there is something to see.
    `sequence` counts the snapshots, and `news` changes with what must be told at once.
    `speed` has `setpoint_rpm`; `outputs` has `heater_duty_permille`, `motor_permille` and `rail_wanted`.
    """

    def __init__(self, session, readings, guard, speed, outputs, pairing, has_tach):
        self.session = session
        self._readings = readings
        self._guard = guard
        self._speed = speed
        self._outputs = outputs
        self._pairing = pairing
        self.tach_fitted = has_tach
        self.record = bytearray(20)
        self.sequence = 0
        # Set by whoever has the clock
        self.clock_set = False
        self.refresh()

    def look(self):
        """Take the snapshot if news, cue, phase or second have changed, or have not for LOOKS_MOST looks."""
        session = self.session
        self._looks += 1
        if (
            self._looks >= LOOKS_MOST
            or session.cue_count != self.cue_count
            or session.phase != self.phase
            or (session.remaining_ms + 999) // 1000 != self.remaining_s
            or self._latest() != self.news
        ):
            self.refresh()

    def refresh(self):
        """Take the snapshot: what is shown as attributes, everything in the record. Allocates nothing."""
        self._looks = 0
        self.news = self._latest()
        self.sequence = (self.sequence + 1) & 0xFFFF
        self._take_session()
        self._take_rest()
        self._write_record()

    def _latest(self):
        """What must be told at once, as one number; of 30 bits, as a board's small integers."""
        session, guard, pairing = self.session, self._guard, self._pairing
        return (
            session.state
            | session.speed_step << 3
            | session.heat_level << 7
            | session.stop_reason << 9
            | guard.fault << 12
            | (HEAT_PERMITTED << 20 if guard.heat_permitted else 0)
            | (MOTOR_PERMITTED << 20 if guard.motor_permitted else 0)
            # What sense says counts too: a welded relay is closed whatever is wanted.
            | (RAIL_CLOSED << 20 if self._outputs.rail_wanted or self._readings.sense else 0)
            | (FOOT_CHECK_DUE << 20 if session.foot_check_due else 0)
            | (PAIRING_OPEN << 20 if pairing.is_open() else 0)
            | (CLOCK_SET << 20 if self.clock_set else 0)
            | (FEET_DIFFER << 20 if session.feet_differ else 0)
            | session.below << 27
        )

    def _take_session(self):
        session = self.session
        state = session.state
        self.state = state
        self.phase = session.phase
        self.speed_step = session.speed_step
        self.heat_level = session.heat_level
        self.remaining_s = (session.remaining_ms + 999) // 1000
        self.foot_check_due = session.foot_check_due or state == CHECK
        self.stop_reason = session.stop_reason
        self.pairing_open = self.news & PAIRING_OPEN << 20 != 0
        if self._guard.fault != NONE and state not in (FAULT, LOCKED, SAFE_MODE):
            self._overrule_session(state == RUNNING)
        self.chosen_minutes = session.chosen_min
        self.rest_s = 0 if session.state == RUNNING else session.allowance.rest_s()
        self.heat_left_s = session.heat_budget.left_s()
        self.cue = session.cue
        self.cue_count = session.cue_count

    def hot_cc(self):
        """The hotter surface, INVALID unless both can be told."""
        # INVALID is lower than any temperature
        return INVALID if min(self.left_cc, self.right_cc) == INVALID else max(self.left_cc, self.right_cc)

    def _overrule_session(self, was_running):
        """A fault stands, and the session has not noticed yet, or has died."""
        self.state = FAULT
        self.speed_step = 0
        self.heat_level = 0
        self.remaining_s = 0
        if was_running:
            self.stop_reason = BY_FAULT
            self.foot_check_due = True

    def _take_rest(self):
        stale = self._guard.readings_stale
        self.left_cc = INVALID if stale else self._readings.left.cc
        self.right_cc = INVALID if stale else self._readings.right.cc
        self.fault_code = self._guard.fault
        self.fault_reading = self._guard.fault_reading
        if self.tach_fitted:
            self.rpm = 0 if stale else max(0, self._readings.rpm)
        else:
            self.rpm = self._speed.setpoint_rpm if self._outputs.motor_permille else 0

    def _write_record(self):
        record = self.record
        record[0] = VERSION
        record[1] = self.state
        record[2] = self.speed_step
        put_u16(record, 3, self.rpm)
        record[5] = self.heat_level
        put_u16(record, 6, self.left_cc)
        put_u16(record, 8, self.right_cc)
        put_u16(record, 10, self.remaining_s)
        put_u16(record, 12, self.session.elapsed_ms // 1000)
        record[14] = self.fault_code
        record[15] = self._outputs.heater_duty_permille // 10 if self._guard.heat_permitted else 0
        own = (FOOT_CHECK_DUE if self.foot_check_due else 0) | (TACH_FITTED if self.tach_fitted else 0)
        record[FLAGS] = self.news >> 20 & TACH_FITTED - 1 | own
        record[17] = self.stop_reason
        put_u16(record, 18, self.sequence)
