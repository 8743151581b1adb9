"""The VM's end of the lockstep: messages to the host, output changes that wait for one, inputs that replies bring.

A message is `send`, then a `write` for each part of its payload, then `receive`. None of them allocates.
"""

import os
import sys
from array import array

from vm_side import protocol

# "l" is 64 bits wide here and gives small integers; "q" would allocate at each look.
_message = array("l", [0] * protocol.MESSAGE_WORDS)
reply = array("l", [0] * protocol.REPLY_WORDS)
_message[protocol.WATCHDOG_US] = protocol.FAR
reply[protocol.RADIO_US] = protocol.FAR
_stream = None
_ALL_CHANNELS = (1 << protocol.MOST_ADC_CHANNELS) - 1

inputs_us = -protocol.FAR  # when the inputs were last brought
outputs_changed = False  # since then
adc_used = 0  # bit for each ADC channel whose value is not to be used (again)


def connect(descriptor):
    """Talk to the host through this open file descriptor, a stream socket."""
    global _stream
    _stream = open(descriptor, "r+b")


def queue(now_us, signal, value):
    """Note that an output changes; the next message carries it. Returns whether there is room for another one."""
    global outputs_changed
    outputs_changed = True
    count = _message[protocol.CHANGE_COUNT]
    at = protocol.FIRST_CHANGE + 2 * count
    _message[at] = now_us
    _message[at + 1] = signal << protocol.SIGNAL_SHIFT | value
    _message[protocol.CHANGE_COUNT] = count + 1
    return count + 1 < protocol.MOST_CHANGES


def note_watchdog(due_us, timeout_us):
    """Each message says when the watchdog would bite, so that it also bites a VM that sends none any more."""
    _message[protocol.WATCHDOG_US] = due_us
    _message[protocol.WATCHDOG_TIMEOUT_US] = timeout_us


def send(kind, now_us, detail=0, payload_size=0):
    """Send a message of a kind with its clock; `payload_size` bytes must follow by `write`."""
    _message[protocol.KIND] = kind
    _message[protocol.NOW_US] = now_us
    _message[protocol.DETAIL] = detail
    _message[protocol.PAYLOAD_SIZE] = payload_size
    _stream.write(_message)
    _message[protocol.CHANGE_COUNT] = 0


def write(part):
    """Send (a part of) the payload."""
    _stream.write(part)


def receive(now_us, with_adc):
    """Wait for the reply; `with_adc` says that the message asked for ADC values."""
    global inputs_us, outputs_changed, adc_used
    if _stream.readinto(reply) != protocol.REPLY_WORDS * 8:
        die()
    inputs_us = now_us
    outputs_changed = False
    adc_used = 0 if with_adc else _ALL_CHANNELS


def receive_payload():
    """The bytes that follow the reply."""
    data = b""
    while len(data) < reply[protocol.REPLY_SIZE]:
        part = _stream.read(reply[protocol.REPLY_SIZE] - len(data))
        if not part:
            die()
        data += part
    return data


def die():
    """End this process, whatever the firmware catches: the host has gone."""
    os.system("kill -9 $PPID")
    while True:
        sys.exit()
