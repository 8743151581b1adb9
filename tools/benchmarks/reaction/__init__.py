"""How soon the outputs are off, in random phases of everything that goes on in the pad."""
