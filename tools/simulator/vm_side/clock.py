"""Virtual time: it passes only here, and everything that must happen at a certain time happens here.

Three things have a time of their own: the host wants a message, the watchdog bites, a machine.Timer is due. The
earliest of them is the horizon; as long as the clock stays below it, letting time pass is one addition.
"""

import sys

from vm_side import link, probe, protocol

QUEUE_LENGTH = 8  # of the scheduler: further expiries are dropped

now_us = 0
ticks_base_us = 0  # added to the clock by ticks_ms and ticks_us
switch_us = 0
idle_tick_us = 0
frozen = False  # the processor does nothing any more
interrupted = False  # Ctrl-C has come, and KeyboardInterrupt is due
tell_at_once = False  # of each output, without waiting for the next message
in_driver = False  # a C function of the port runs that no KeyboardInterrupt can leave
_staying = False
execute_command = None  # commands.execute: carries out the command of a reply, gives the result
edge_handler = None
handle_radio = None  # bluetooth's: brings one event of the stack to the firmware

_horizon_us = 0
_host_us = 0
_watchdog_us = protocol.FAR
_timer_us = protocol.FAR
_timers = []
_handlers_run = False
_last_edges = 0


def _find_horizon():
    global _horizon_us
    _horizon_us = min(_host_us, _watchdog_us)
    if _handlers_run:
        return
    if _timer_us < _horizon_us:
        _horizon_us = _timer_us
    if link.reply[protocol.RADIO_US] <= now_us < _horizon_us:
        _horizon_us = now_us


# --- Letting time pass ------------------------------------------------------------------------------------------------
def spend(us):
    """A C function keeps the processor for this long: messages and the watchdog do not wait, soft timers do."""
    global now_us
    end_us = now_us + us
    if end_us < _horizon_us:
        now_us = end_us
        return
    while min(_host_us, _watchdog_us) <= end_us:
        _hard_event()
    if now_us < end_us:
        now_us = end_us
    run_handlers()
    if interrupted:
        _interrupt()


def pass_to(end_us):
    """The VM idles, or interprets Python code, until this time: whatever is due meanwhile happens."""
    global now_us
    while _horizon_us <= end_us:
        if min(_host_us, _watchdog_us) <= _horizon_us:
            _hard_event()
        elif now_us < _horizon_us:
            now_us = _horizon_us
        run_handlers()
        if interrupted:
            _interrupt()
    if now_us < end_us:
        now_us = end_us


def pass_to_next_event(end_us):
    """As `pass_to`, but return after the first thing that has happened."""
    pass_to(min(end_us, _horizon_us))


def keep_up():
    """From here on time also passes while the REPL waits for what is typed.

    So whatever takes time first catches up, and an output is told at once: nobody knows when the next message comes.
    """
    global interrupted, tell_at_once, pass_to, spend
    tell_at_once = True
    interrupted = False  # it came too late to end anything
    plain_spend = spend
    plain_pass_to = pass_to

    def spend(us):
        exchange(protocol.EXCHANGE)
        plain_spend(us)

    def pass_to(end_us):
        before_us = now_us
        exchange(protocol.EXCHANGE)
        plain_pass_to(end_us + now_us - before_us)


def _hard_event():
    global now_us
    at_us = min(_host_us, _watchdog_us)
    if now_us < at_us:
        now_us = at_us
    if _watchdog_us <= now_us:
        reset(protocol.WDT_RESET)
    exchange(protocol.EXCHANGE)


# --- Messages ---------------------------------------------------------------------------------------------------------
def exchange(kind):
    """Bring the host up to date, and the inputs; the status goes along when it is due."""
    application = probe.due_application(now_us)
    if application is None:
        link.send(kind, now_us)
    else:
        link.send(kind, now_us, 0, protocol.RECORD_SIZE + protocol.EXTRA_SIZE)
        link.write(application.status.record)
        link.write(probe.extra)
    _take_reply(kind)


def report(kind, detail=0, payload=None):
    """Send a message of any other kind, with its payload."""
    link.send(kind, now_us, detail, len(payload) if payload else 0)
    if payload:
        link.write(payload)
    _take_reply(kind)


def request(kind, detail=0, payload=None):
    """Send a message of a kind whose reply brings bytes; return these."""
    link.send(kind, now_us, detail, len(payload) if payload else 0)
    if payload:
        link.write(payload)
    link.receive(now_us, False)
    _obey()
    data = link.receive_payload()
    _go_on()
    return data


def _take_reply(kind):
    link.receive(now_us, kind == protocol.INPUTS)
    _obey()
    _go_on()


def _obey():
    # A reply with a command comes before the reply that the message asked for.
    while link.reply[protocol.COMMAND]:
        link.send(protocol.DONE, now_us, execute_command())
        link.receive(now_us, False)


def _go_on():
    global _host_us, now_us
    _host_us = link.reply[protocol.NEXT_US]
    if now_us < link.reply[protocol.BOARD_US]:
        now_us = link.reply[protocol.BOARD_US]
    _find_horizon()
    if frozen:
        _stay_frozen()
    elif interrupted:
        _interrupt()


def _interrupt():
    """Ctrl-C ends what runs, but neither a handler nor what a C function does."""
    global interrupted
    if not (in_driver or _handlers_run):
        interrupted = False
        raise KeyboardInterrupt


def _stay_frozen():
    # Not even soft timers run; only a thaw or the watchdog ends that. The messages meanwhile come here again.
    global _staying
    if _staying:
        return
    _staying = True
    while frozen:
        _hard_event()
    _staying = False


def output(signal, value):
    """An output of the chip changes now."""
    if not link.queue(now_us, signal, value) or tell_at_once:
        exchange(protocol.EXCHANGE)


def reset(cause):
    """The chip resets: this VM ends here, the host starts the next one."""
    link.send(protocol.RESET, now_us, cause)
    link.receive(now_us, False)
    link.die()


# --- Watchdog ---------------------------------------------------------------------------------------------------------
def arm_watchdog(due_us, timeout_us):
    """The watchdog bites at this time unless it is armed again before."""
    global _watchdog_us
    _watchdog_us = due_us
    link.note_watchdog(due_us, timeout_us)
    _find_horizon()


# --- Soft timers and pin interrupts -----------------------------------------------------------------------------------
def add_timer(timer):
    """Run `timer.fire()` at `timer.due_us`, again and again for as long as it sets that to a later time."""
    if timer not in _timers:
        _timers.append(timer)
    _find_timer()


def remove_timer(timer):
    """Forget a timer."""
    if timer in _timers:
        _timers.remove(timer)
    _find_timer()


def _find_timer():
    global _timer_us
    _timer_us = protocol.FAR
    for timer in _timers:
        if timer.due_us < _timer_us:
            _timer_us = timer.due_us
    _find_horizon()


def run_handlers():
    """Run what is due of soft timers, pin interrupts and the radio's events, unless one of them is running."""
    global _handlers_run
    if _handlers_run or (_timer_us > now_us and not edge_handler and link.reply[protocol.RADIO_US] > now_us):
        return
    _handlers_run = True
    _find_horizon()
    _run_edges()
    queued = 0
    while _timer_us <= now_us:
        _fire_first(queued < QUEUE_LENGTH)
        queued += 1
    if link.reply[protocol.RADIO_US] <= now_us:
        # One at a time: the stack's task takes the lock of the VM for each, and in between the firmware goes on.
        handle_radio()
    _handlers_run = False
    _find_horizon()


def _fire_first(room):
    # Expiries that a blocking call has held up fill the scheduler's queue; the rest of them is lost.
    for timer in _timers:
        if timer.due_us <= _timer_us:
            callback = timer.next_callback(now_us)
            _find_timer()
            if room:
                call(callback, timer)
            return


def handle_edges(handler):
    """Call `handler` with the number of new tach edges whenever there are some."""
    global edge_handler, _last_edges
    edge_handler = handler
    _last_edges = link.reply[protocol.TACH_EDGES]


def _run_edges():
    global _last_edges
    edges = link.reply[protocol.TACH_EDGES] - _last_edges
    if edge_handler and edges:
        _last_edges += edges
        edge_handler(edges)


def call(callback, argument):
    """Call a handler as the scheduler does: what it raises is printed, and that is all."""
    try:
        callback(argument)
    except Exception as error:  # noqa: BLE001  any
        sys.print_exception(error)
