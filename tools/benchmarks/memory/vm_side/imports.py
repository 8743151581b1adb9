"""Runs on the plain MicroPython VM: imports one file after the other, as a board receives them, and takes the time.

micropython imports.py STAND_INS FOLDER < names as JSON
"""

import gc
import json
import sys
import time

import micropython

names = json.loads(sys.stdin.read())
sys.path.insert(0, sys.argv[1])
import standins

standins.install([[0], [0], [0]])
sys.path[:] = [sys.argv[2], sys.argv[2] + "/lib", ".frozen"]
__import__("asyncio")  # not the firmware's

mark = micropython.mem_total  # nobody else calls it: who counts instructions is told by these calls
now_us = time.ticks_us
times_us = []
for name in names:
    gc.collect()
    began_us = now_us()
    mark()
    __import__(name)
    mark()
    times_us.append(time.ticks_diff(now_us(), began_us))
print(json.dumps({"times_us": times_us}))
sys.exit()
