"""Starts the VM as the port starts: stand-ins loaded, file system mounted, boot.py, main.py, then the REPL."""

import builtins
import gc
import json
import os
import sys

from vm_side import (
    analog,
    bus,
    clock,
    commands,
    flash,
    link,
    pins,
    power,
    protocol,
    standin_gc,
    standin_machine,
    standin_select,
    standin_sys,
    standin_time,
    timers,
)

_print = print


def _announced_print(*args, **kwargs):
    # The host reads the VM's output when a message comes: so what is printed gets its exact time.
    _print(*args, **kwargs)
    clock.exchange(protocol.TEXT)


def start(socket_descriptor, flash_descriptor, namespace):
    """The firmware runs, in this namespace of `__main__`, until the host ends this process.

    Returns only to a REPL, for a board with a serial line.
    """
    link.connect(socket_descriptor)
    link.send(protocol.HELLO, 0)
    link.receive(0, False)
    settings = json.loads(link.receive_payload())
    _configure(settings)
    _install(settings["hidden"], settings["radio"])
    if settings["implementation"]:
        sys.modules["sys"] = standin_sys.System(*settings["implementation"])
    device = flash.Flash(flash_descriptor, settings["flash_blocks"], settings["erase_us"], settings["program_us"])
    if settings["flash_log"]:
        device.log_to(settings["flash_log"])
    _mount(device)
    with_serial = settings["serial"]
    if not with_serial:
        builtins.print = _announced_print
    del settings, device
    gc.collect()
    clock.report(protocol.STARTED, gc.mem_alloc())
    _run(namespace)
    if with_serial:
        clock.keep_up()
        clock.report(protocol.PROMPT)
    else:
        # Pins and PWM stay as they are, timers and watchdog go on.
        while True:
            _run_typed(namespace)


def _configure(settings):
    clock.execute_command = commands.execute
    clock.now_us = settings["now_us"]
    clock.ticks_base_us = settings["ticks_base_us"]
    clock.switch_us = settings["switch_us"]
    clock.idle_tick_us = settings["idle_tick_us"]
    standin_gc.collection_us = settings["collection_us"]
    power.cause = settings["cause"]
    power.rtc_offset_us = settings["rtc_offset_us"]
    pins.physical_inputs = settings["physical_inputs"]
    pins.pins = settings["pins"]
    pins.first_input_only = settings["first_input_only"]
    analog.first_adc = settings["first_adc"]
    analog.adc_channels = settings["adc_channels"]
    pins.restore(settings["driven"], settings["high"], settings["modulated"])
    bus.display_address = settings["display_address"]
    if settings["watchdog_timeout_us"]:
        timers.restore_watchdog(settings["watchdog_us"], settings["watchdog_timeout_us"])


def _install(hidden, with_radio):
    for name in hidden:
        delattr(standin_machine, name)
    sys.modules["machine"] = standin_machine
    sys.modules["time"] = standin_time
    sys.modules["select"] = standin_select
    sys.modules["gc"] = standin_gc
    # Only now: it takes its clock from `time`.
    from vm_side import standin_asyncio

    sys.modules["_asyncio"] = standin_asyncio
    if with_radio:
        from vm_side import standin_bluetooth

        sys.modules["bluetooth"] = standin_bluetooth


def _mount(device):
    import vfs

    sys.path[:] = ["", ".frozen", "/lib"]
    sys.argv[:] = []
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(device), "/")
    os.chdir("/")


def _run(namespace):
    namespace.clear()
    namespace["__name__"] = "__main__"
    try:
        if _run_file("boot.py", namespace):
            _run_file("main.py", namespace)
    except SystemExit:
        clock.reset(protocol.SOFT_RESET)
    except KeyboardInterrupt as error:
        sys.print_exception(error)


def _run_typed(namespace):
    """Wait until something is typed, then run it and say that it has ended; Ctrl-C ends either."""
    try:
        while not commands.typed:
            clock.pass_to_next_event(protocol.FAR)
        exec(commands.typed.pop(0), namespace)
    except SystemExit:
        clock.reset(protocol.SOFT_RESET)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  any, as the REPL does
        sys.print_exception(error)
    builtins.print(protocol.TYPED_ENDED)


def _run_file(name, namespace):
    # As in the port: a file that is not there is no failure, and main.py does not follow a boot.py that fails.
    try:
        os.stat(name)
    except OSError:
        return True
    try:
        execfile(name, namespace)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  any, as the REPL does
        sys.print_exception(error)
        clock.exchange(protocol.TEXT)
        return False
    return True
