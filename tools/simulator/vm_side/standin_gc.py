"""Stand-in for `gc`: a collection takes time."""

import gc as _vm_gc

from vm_side import clock

collection_us = 0
mem_alloc = _vm_gc.mem_alloc
mem_free = _vm_gc.mem_free
enable = _vm_gc.enable
disable = _vm_gc.disable
isenabled = _vm_gc.isenabled
threshold = _vm_gc.threshold


def collect():
    clock.spend(collection_us)
    return _vm_gc.collect()
