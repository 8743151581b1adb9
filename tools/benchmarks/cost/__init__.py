"""What control costs on the MicroPython VM: in instructions, in time, in heap."""
