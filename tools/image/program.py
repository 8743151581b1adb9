"""The command line of `make image`."""

import argparse
import json
import signal
from pathlib import Path

from esptool.util import flash_size_bytes

from tools.board_files import ROOT, profiles
from tools.command_line import BAD_INPUT, FAILED, FINE, INTERRUPTED, Parser, end_quietly, fail
from tools.image.build import FlashImage, build
from tools.image.downloads import WHERE_TO_GET_IT
from tools.image.micropython_image import MicroPythonImage, read_image
from tools.image.partitions import ImageError

FOLDER = ROOT / "build" / "image"
FLASH_SIZES = ("4MB", "8MB", "16MB", "32MB")
MOST_BYTES = 64 * 1024  # of all files on the board together
LARGEST_SHOWN = 5


def main(arguments: list[str]) -> int:
    """Build one image; returns the exit status."""
    signal.signal(signal.SIGTERM, end_quietly)
    options = parser().parse_args(arguments)
    if options.micropython is None:
        return fail(WHERE_TO_GET_IT.format("make image"), BAD_INPUT)
    try:
        micropython = read_image(options.micropython)
        check_chip(micropython, options.chip)
        image = build(micropython, flash_size_bytes(options.flash))
        paths = save(image, options.folder)
    except ImageError as error:
        return fail(f"{options.micropython}: {error}", BAD_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return fail(f"{error.filename or options.micropython}: {error.strerror}", FAILED)
    print(report(micropython, image, paths[0]))
    return FINE


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = Parser(prog="image", description="Puts MicroPython and the pad's firmware into one file for a board's flash.")
    top.add_argument("micropython", type=Path, nargs="?", help="the MicroPython image as downloaded")
    top.add_argument("--flash", choices=FLASH_SIZES, default=FLASH_SIZES[0], help="size of the flash, 4MB if not given")
    top.add_argument("--chip", choices=tuple(profiles()), help="refuse an image for another chip")
    top.add_argument("--folder", type=Path, default=FOLDER, help="where to write the image and its manifest")
    return top


def check_chip(micropython: MicroPythonImage, wanted: str | None) -> None:
    """ImageError when another chip was asked for."""
    if wanted not in (None, micropython.chip):
        raise ImageError(f"it is for {micropython.chip}, not for {wanted}")


def save(image: FlashImage, folder: Path) -> tuple[Path, Path]:
    """Write the image and its manifest; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"footpad-{image.manifest['chip']}"
    paths = folder / f"{name}.bin", folder / f"{name}.json"
    paths[0].write_bytes(image.content)
    paths[1].write_text(json.dumps(image.manifest, indent=2) + "\n", encoding="utf-8")
    return paths


def report(micropython: MicroPythonImage, image: FlashImage, path: Path) -> str:
    """What was built, and how it gets onto a board without `make flash`."""
    sizes = sorted(((len(data), name) for name, data in image.files.items()), reverse=True)
    lines = [
        f"FootPad {image.manifest['footpad']} for {image.manifest['board']}",
        f"MicroPython {micropython.version}: {micropython.machine or micropython.file_name}",
        f"{len(sizes)} files, {sum(size for size, _ in sizes)} bytes (at most {MOST_BYTES}); the largest:",
        *(f"  {size:6}  {name}" for size, name in sizes[:LARGEST_SHOWN]),
        f"{path}: {len(image.content)} bytes, SHA-256 {image.manifest['sha256']}",
        f"make flash writes it. So does: esptool write-flash {image.offset:#x} {path}",
    ]
    return "\n".join(lines)
