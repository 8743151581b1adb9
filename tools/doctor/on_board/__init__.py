"""What runs on the board for some seconds: plain MicroPython, sent over the REPL by tools/doctor/script.py.

Each check measures, prints one JSON object a line, and leaves everything off; what it means is judged at the computer.
None waits for a line from there, and each ends by itself: a cable that is pulled leaves nothing on.
"""
