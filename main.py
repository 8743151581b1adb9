"""Starts the application, nothing else."""

from firmware import startup

if startup.mode == startup.MAINTAIN:
    print("maintenance: outputs off, application not started")
else:
    from firmware import app

    app.run()
