"""Stand-ins for the ESP32 port's own modules: they run inside the MicroPython VM, in the firmware's place on the chip.

Everything here also has to be cheap and to allocate nothing in periodic calls, because the firmware's passes are tested for
exactly that.
"""
