"""How soon thermal faults are found, and how often there is none, beside the published rules of Marlin and Klipper."""
