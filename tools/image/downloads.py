"""Which MicroPython belongs on which chip. Nothing is downloaded here: people see where their firmware comes from."""

PAGES = {
    "ESP32": "https://micropython.org/download/ESP32_GENERIC/",
    "ESP32S3": "https://micropython.org/download/ESP32_GENERIC_S3/",
    "ESP32C3": "https://micropython.org/download/ESP32_GENERIC_C3/",
}
WHERE_TO_GET_IT = "\n".join(
    (
        "{0}: say which MicroPython image, IMAGE=path. It is downloaded by you, once, from the page for your chip:",
        *(f"  {chip:8} {page}" for chip, page in PAGES.items()),
        "Take the newest release that ends in .bin, 1.24 or newer, without OTA, SPIRAM or D2WD in its name, as",
        "  {0} IMAGE=ESP32_GENERIC-20250809-v1.26.0.bin",
    )
)
