"""The pad on a computer: the real firmware on the real MicroPython VM, with a model of everything around the chip."""
