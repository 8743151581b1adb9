"""Starts the application, nothing else."""

import gc

from firmware import startup

# Collect after every 4 KB while modules are loaded: their garbage would break the first 56 KiB of heap into pieces.
gc.threshold(4096)

if startup.maintenance:
    print("maintenance: outputs off, application not started")
else:
    # First, and forgotten when it has built the pad: the room that it leaves is then low in the heap, where it is found
    # at once by what is wanted for a moment.
    from firmware import parts

    del parts
    from firmware import app

    app.run()
