"""Reads a picture of the display as a person does: rows of letters, found by comparing with the font."""

COLUMNS = 128
ROWS = 64
LETTER = 8


def pixels(memory):
    """The display's 1024 bytes (eight pages of 128 columns, lowest bit on top) as 64 rows of 128 times 0 or 1."""
    assert len(memory) == COLUMNS * ROWS // 8
    return [[memory[row // 8 * COLUMNS + column] >> row % 8 & 1 for column in range(COLUMNS)] for row in range(ROWS)]


def ascii_art(memory):
    return "\n".join("".join("#" if dot else "." for dot in row) for row in pixels(memory))


def read(memory, font):
    """Every line as (text, height, width): the scale of its letters. `font` maps letters to their eight columns.

    Raises ValueError where something stands that is no whole letter: cut, overlapping or half drawn.
    """
    picture = pixels(memory)
    lines, row = [], 0
    while row < ROWS:
        if not any(any(dots) for dots in picture[row : row + 16]):
            row += 16
            continue
        line = _read_line(picture, row, font)
        lines.append(line)
        row += LETTER * line[1]
    return lines


def _read_line(picture, row, font):
    for height in (4, 2):
        for width in (4, 3, 2, 1):
            if row + LETTER * height <= ROWS:
                text = _read_at_scale(picture[row : row + LETTER * height], height, width, font)
                if text:
                    return text, height, width
    raise ValueError(f"no text in row {row}")


def _read_at_scale(rows, height, width, font):
    """The centred text of this scale that makes up the rows, every dot of them; None when there is none."""
    for length in range(COLUMNS // LETTER // width, 0, -1):
        left = (COLUMNS - length * LETTER * width) // 2
        letters = [_letter(rows, left + index * LETTER * width, height, width, font) for index in range(length)]
        margins = any(any(row[:left]) or any(row[COLUMNS - left :]) for row in rows)
        if None not in letters and not margins and letters[0] != " " != letters[-1]:
            return "".join(letters)
    return None


def _letter(rows, left, height, width, font):
    columns = bytearray(LETTER)
    for column in range(LETTER):
        for line in range(LETTER):
            block = {rows[line * height + y][left + column * width + x] for y in range(height) for x in range(width)}
            if len(block) != 1:
                return None
            columns[column] |= block.pop() << line
    return font.get(bytes(columns))
