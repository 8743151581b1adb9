"""Stand-in for `gc`: a collection takes time."""

import gc as vm_gc

from vm_side import clock

collection_us = 0
mem_alloc = vm_gc.mem_alloc
mem_free = vm_gc.mem_free
enable = vm_gc.enable
disable = vm_gc.disable
isenabled = vm_gc.isenabled
threshold = vm_gc.threshold


def collect():
    clock.spend(collection_us)
    return vm_gc.collect()
