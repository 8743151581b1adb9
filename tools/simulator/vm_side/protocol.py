"""What the VM and the host process say to each other; imported by both.

The VM leads. It sends a message of MESSAGE_WORDS 64-bit words (a payload may follow), waits, and gets a reply of
REPLY_WORDS words (a payload may follow). So only one side runs at any moment, and nothing depends on the speed of the
computer.
"""

# --- Message, word by word --------------------------------------------------------------------------------------------
KIND = 0
NOW_US = 1  # the VM's clock
CHANGE_COUNT = 2
PAYLOAD_SIZE = 3
DETAIL = 4  # depends on the kind
WATCHDOG_US = 5  # when the watchdog would bite, FAR if it is not armed
WATCHDOG_TIMEOUT_US = 6
FIRST_CHANGE = 7  # then pairs: time, signal and value
MOST_CHANGES = 16
MESSAGE_WORDS = FIRST_CHANGE + 2 * MOST_CHANGES

# Kinds
EXCHANGE = 0  # the time has come, or the queue of changes is full; may carry the status
INPUTS = 1  # the firmware reads an input: fresh ADC values are wanted; may carry the status
TEXT = 2  # something has been printed: the host finds it in the VM's output; may carry the status
HELLO = 3  # first message of a VM; the reply's payload configures it
STARTED = 4  # the stand-ins are loaded, boot.py is next; DETAIL: bytes of heap that they take
BUS = 5  # an I2C write; DETAIL: address
RTC_READ = 6
RTC_WRITE = 7
RESET = 8  # DETAIL: cause; the host ends this VM
DONE = 9  # answer to a command; DETAIL: result
RTC_SET = 10  # DETAIL: what the real-time clock is ahead of the VM's clock, in us
RADIO = 11  # a call into the Bluetooth stack; DETAIL: operation and its numbers
PROMPT = 12  # boot.py and main.py are over: the REPL reads its terminal, and messages come only from what is typed

# A change of an output: (signal | GPIO number) << SIGNAL_SHIFT | value
SIGNAL_SHIFT = 32
GPIO_MASK = 63
LEVEL = 0  # value: 0, 1 or NOT_DRIVEN
DUTY = 64  # value: 0 to 65535, or NOT_DRIVEN when the PWM has let go of the pin
FREQUENCY = 128  # value: Hz
PIXEL = 192  # value: first three bytes of a bitstream
NOT_DRIVEN = 1 << 17

# --- Reply, word by word ----------------------------------------------------------------------------------------------
NEXT_US = 0  # the VM's clock must not pass this without another message
STATUS_US = 1  # from here on a message should carry the status
LEVELS = 2  # input levels, bit number = GPIO
TACH_EDGES = 3
BUS_STATE = 4
COMMAND = 5
REPLY_SIZE = 6
RADIO_US = 7  # since when the Bluetooth stack wants a word with the firmware: 0, or FAR if it does not
RADIO_RESULT = 8  # of the last RADIO message: 0, or an error number, or what the operation says
BOARD_US = 9  # the board's time: ahead of the VM's clock when the REPL has waited for somebody who types
FIRST_ADC = 10  # values in microvolts, one for each channel of the converter
MOST_ADC_CHANNELS = 10  # that any chip has
REPLY_WORDS = FIRST_ADC + MOST_ADC_CHANNELS

# States of the I2C bus
BUS_EMPTY = 0
BUS_FITTED = 1
BUS_STUCK = 2

# Commands
NO_COMMAND = 0
KILL_TASK = 1
BLOCK_TASK = 2
RAISE_IN_TASK = 3
HEAL_TASK = 4
FREEZE = 5
THAW = 6
MEASURE_HEAP = 7
INTERRUPT = 8  # Ctrl-C
TYPE = 9  # the payload is typed at the REPL: it runs as soon as boot.py and main.py have ended
SET_CLOCK = 10  # the payload is what the real-time clock is ahead of the VM's clock, in us

TYPED_ENDED = ">>>"  # printed when what was typed has ended

# Results of commands (MEASURE_HEAP answers with bytes)
DONE_OK = 0
NO_APPLICATION = -1
NO_SUCH_TASK = -2

# Reset causes, as machine.reset_cause() gives them
PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
SOFT_RESET = 5

FAR = 1 << 60  # a time that never comes

RECORD_SIZE = 20
EXTRA_SIZE = 10
UNKNOWN = 255  # profile or programme

# --- Bluetooth ----------------------------------------------------------------------------------------------------
# Operations of RADIO: 8 bits of DETAIL; then up to three numbers of 16, 16 and 20 bits
RADIO_START = 1
RADIO_STOP = 2
RADIO_STATE = 3  # the result: 1 when it runs
RADIO_CONFIG = 4  # which setting, its value
RADIO_NAME = 5  # the payload is the new name; the answer is the name when there is none
RADIO_MAC = 6  # the answer: type and address
RADIO_MTU = 7  # the result
RADIO_ADVERTISE = 8  # ADVERTISE_... bits, interval in 625 us; payload: length of data, length of response, both
RADIO_STOP_ADVERTISING = 9
RADIO_DISCONNECT = 10  # connection
RADIO_PAIR = 11  # connection
RADIO_PASSKEY = 12  # connection, action, passkey
RADIO_REGISTER = 13  # payload: rows of kind, flags, length of UUID, UUID; the answer: a 16-bit handle for each value
RADIO_READ = 14  # handle; the answer is the value
RADIO_WRITE = 15  # handle, send update
RADIO_NOTIFY = 16  # connection, handle, 1 if the payload is to be sent and not the value
RADIO_INDICATE = 17  # the same
RADIO_SET_BUFFER = 18  # handle, size, append
RADIO_FETCH = 19  # the answer is an event: code, count of numbers, numbers of 32 bits, parts with their size (NO_PART)
RADIO_ANSWER = 20  # what the handler returned: a number, or the payload if the second number is 1

# Settings of RADIO_CONFIG
CONFIG_BOND = 0
CONFIG_MITM = 1
CONFIG_IO = 2
CONFIG_LE_SECURE = 3
CONFIG_MTU = 4

ADVERTISE_CONNECTABLE = 1
ADVERTISE_NEW_DATA = 2
ADVERTISE_NEW_RESPONSE = 4

# Kinds of rows of RADIO_REGISTER
SERVICE_ROW = 0
CHARACTERISTIC_ROW = 1
DESCRIPTOR_ROW = 2

NO_PART = 0xFFFF  # size of a part that is None
