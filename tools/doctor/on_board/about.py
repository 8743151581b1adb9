"""What board this is, and what runs on it. Touches no pin: nobody knows yet whether they are where we think."""

import gc
import json
import os
import sys

import machine


def tell():
    """One line about chip, MicroPython, memory and the last reset."""
    gc.collect()
    block_bytes, _, blocks, blocks_free = os.statvfs("/")[:4]
    about = {
        "machine": getattr(sys.implementation, "_machine", ""),
        "micropython": list(sys.implementation.version)[:3],
        "heap_free": gc.mem_free(),
        "flash_bytes": block_bytes * blocks,
        "flash_free": block_bytes * blocks_free,
        "reset_cause": machine.reset_cause(),
        "application": "firmware.app" in sys.modules,
    }
    print(json.dumps(about))
