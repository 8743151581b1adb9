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
FIRST_ADC = 7  # eight values in microvolts: GPIO 32 to 39
FIRST_ADC_GPIO = 32
REPLY_WORDS = FIRST_ADC + 8

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
EXTRA_SIZE = 8
