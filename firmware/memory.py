"""The pad's memory across resets: the RTC's RAM, which keeps its bytes through everything but a power cut."""

import machine

from pad import faults, memory_record
from pad.memory_record import HEAT_OFFSET, MAINTENANCE, get_u16
from pad.status import put_u16


class Memory:
    """Reads and writes the record of pad.memory_record. Whatever does not check is taken for no memory at all."""

    def __init__(self):
        self._rtc = machine.RTC()
        self.record = bytearray(memory_record.SIZE)
        stored = self._rtc.memory()
        self.found = memory_record.is_valid(stored)
        self.owed_before = stored[1] if self.found else 0  # flags as the reset has left them
        if self.found:
            self.record[:] = stored
        else:
            memory_record.clear(self.record)

    def save(self):
        """Write the record, sealed."""
        memory_record.seal(self.record)
        self._rtc.memory(self.record)

    def take_flag(self, flag):
        """Whether the flag was set; it is cleared."""
        was_set = self.record[1] & flag != 0
        self.record[1] &= ~flag
        return was_set

    def note_pad(self, session, guard):
        """Copy what must be remembered into the record."""
        record = self.record
        record[1] = record[1] & MAINTENANCE | memory_record.owed(session)
        record[3] = guard.fault
        record[6] = session.stop_reason
        put_u16(record, 7, session.allowance.used_ms // 1000)
        put_u16(record, 9, session.allowance.idle_ms // 1000)
        record[11] = session.chosen_min
        budget = session.heat_budget
        record[12] = budget.index
        record[HEAT_OFFSET : HEAT_OFFSET + len(budget.minutes)] = budget.minutes

    def restore(self, session, guard):
        """Give session and guard what was kept: budgets, choices, the first fault."""
        if not self.found:
            return
        try:
            self._restore_session(session)
        except ValueError as error:
            # The checksum was right and a value is not: nothing of it counts, as after a power cut.
            print("memory not usable:", error)
            session.heat_budget.assume_power_on()
        if self.record[3] != faults.NONE:
            guard.latch(self.record[3])

    def _restore_session(self, session):
        record = self.record
        budget = session.heat_budget
        budget.restore(record[HEAT_OFFSET : HEAT_OFFSET + len(budget.minutes)], record[12])
        session.restore(record[11], record[6])
        session.allowance.used_ms = get_u16(record, 7) * 1000
        session.allowance.idle_ms = get_u16(record, 9) * 1000
