"""From a bare board to a running pad, over its serial port: `make flash`."""
