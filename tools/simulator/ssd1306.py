"""The display's controller: from what arrives on the bus to the pixels that a person sees."""

COLUMNS, PAGES = 128, 8
CONTROL_DATA, CONTROL_COMMANDS, CONTROL_ONE_COMMAND = 0x40, 0x00, 0x80
ARGUMENTS = {0x20: 1, 0x21: 2, 0x22: 2, 0x81: 1, 0x8D: 1, 0xA8: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1}
HORIZONTAL, VERTICAL, BY_PAGE = 0, 1, 2


class Ssd1306:
    """Memory and addressing of an SSD1306 with 128 by 64 pixels, in horizontal and in page addressing mode."""

    def __init__(self) -> None:
        self.memory = bytearray(COLUMNS * PAGES)
        self.on = False
        self.messages = 0
        self._mode = BY_PAGE
        self._columns = [0, COLUMNS - 1]
        self._pages = [0, PAGES - 1]
        self._column = self._page = 0
        self._command: list[int] = []

    def receive(self, message: bytes) -> None:
        """One write on the bus: a control byte, then commands or pixels."""
        self.messages += 1
        if not message:
            return
        if message[0] == CONTROL_DATA:
            for byte in message[1:]:
                self._put(byte)
        elif message[0] in (CONTROL_COMMANDS, CONTROL_ONE_COMMAND):
            for byte in message[1:]:
                self._take(byte)
        else:
            raise ValueError(f"the display got the control byte {message[0]:#04x}")

    def _put(self, byte: int) -> None:
        self.memory[self._page * COLUMNS + self._column] = byte
        if self._column < self._columns[1]:
            self._column += 1
            return
        self._column = self._columns[0]
        if self._mode == HORIZONTAL:
            self._page = self._page + 1 if self._page < self._pages[1] else self._pages[0]

    def _take(self, byte: int) -> None:
        # A command's arguments may come in the same message or in later ones.
        self._command.append(byte)
        if len(self._command) > ARGUMENTS.get(self._command[0], 0):
            self._execute(*self._command)
            self._command.clear()

    def _execute(self, command: int, *arguments: int) -> None:
        if command in (0xAE, 0xAF):
            self.on = command == 0xAF
        elif command == 0x20:
            self._mode = arguments[0] & 3
        elif command == 0x21:
            self._columns = [argument & 0x7F for argument in arguments]
            self._column = self._columns[0]
        elif command == 0x22:
            self._pages = [argument & 7 for argument in arguments]
            self._page = self._pages[0]
        elif self._mode == BY_PAGE:
            self._point(command)

    def _point(self, command: int) -> None:
        if 0xB0 <= command <= 0xB7:
            self._page = command & 7
        elif command <= 0x0F:
            self._column = self._column & 0xF0 | command
        elif command <= 0x1F:
            self._column = self._column & 0x0F | (command & 7) << 4
