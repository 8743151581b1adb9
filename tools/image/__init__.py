"""Puts MicroPython and the pad's firmware into one file for a board's flash: `make image`."""
