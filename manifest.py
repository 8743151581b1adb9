"""Freezes the pad into a MicroPython of one's own: `make -C ports/esp32 FROZEN_MANIFEST=/path/to/manifest.py`.

Frozen code runs from flash and takes no heap for its bytecode. boot.py and main.py are frozen, too: files of these
names on the board are no longer looked at.
"""

metadata(description="Firmware for a heated foot massage pad", version="0.1.0")
include("$(PORT_DIR)/boards/manifest.py")
module("boot.py")
module("main.py")
package("firmware")
package("pad", base_path="lib")
