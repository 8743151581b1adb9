"""In main.py's place while the other files are being installed: it starts nothing."""

print("An installation of FootPad was not finished: nothing is started. Install it again, as it was begun.")
