"""Stand-ins for the ESP32 port's own modules: they run inside the MicroPython VM, in the firmware's place on the chip.

Periodic calls allocate nothing, because the firmware's passes are tested for exactly that.
"""
