"""The pad's pure logic: it decides; it imports nothing of the port and runs the same on a computer."""
