"""What the firmware takes of a board's heap, and how long it takes to load."""
