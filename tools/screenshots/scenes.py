"""What the pictures show: one story, from the first connection to a fault."""

from collections.abc import Callable

from tools.screenshots.stage import Stage

LIVE = ".pill[data-state]:not([data-state=unknown])"


def connect(stage: Stage) -> None:
    """The phone before and after it is connected to a pad that is off, and paired."""
    stage.shoot(stage.phone, "phone_connect")
    stage.phone.locator("button.primary:visible").first.click()
    stage.phone.locator(LIVE).wait_for()
    stage.press("TIME", 3.3)
    stage.touch("Pair now")
    stage.pause(2)


def diary(stage: Stage) -> None:
    """The sessions of the days before."""
    stage.phone.click("[data-place=diary]")
    stage.phone.locator("button.primary:visible").first.click()
    stage.wait(stage.phone, "main", "2026")
    stage.pause(2)
    stage.shoot(stage.phone, "phone_diary")


def check(stage: Stage) -> None:
    """The pad asks for the feet; the phone says what to look at."""
    stage.phone.click("[data-place=feet]")
    stage.press("START")
    stage.wait(stage.pad, "#state", "Look at your feet")
    stage.pause(1.5)
    stage.shoot(stage.phone, "phone_feet")
    stage.pause(2.5)


def session(stage: Stage) -> None:
    """Some minutes of massage with heat."""
    stage.phone.click("[data-place=pad]")
    stage.press("START")
    stage.wait(stage.pad, "#state", "Running")
    stage.pause(4)
    for button in ("HEAT", "HEAT", "FASTER", "FASTER", "FASTER"):
        stage.press(button)
        stage.pause(0.5)
    stage.speed(10)
    stage.wait_until(300)
    stage.speed(1)
    stage.pause(2)
    stage.shoot(stage.pad, "pad_running")
    stage.shoot(stage.phone, "phone_running")


def dark(stage: Stage) -> None:
    """The same at night, with the phone beside it."""
    stage.pad.emulate_media(color_scheme="dark")
    stage.phone.emulate_media(color_scheme="dark")
    stage.pause(1)
    stage.shoot(stage.pad, "pad_dark")
    stage.shoot(stage.phone, "phone_dark")
    stage.pad.emulate_media(color_scheme="light")
    stage.phone.emulate_media(color_scheme="light")


def phone_beside(stage: Stage) -> None:
    """The phone in the pad's page."""
    stage.pad.click("#tab-phone")
    stage.pad.get_by_role("button", name="Take the phone").click()
    frame = stage.pad.frame_locator("#phone iframe")
    frame.locator("button.primary:visible").first.click()
    frame.locator(LIVE).wait_for()
    stage.pad.evaluate("scrollTo(0, 0)")
    stage.pause(2)
    stage.shoot(stage.pad, "pad_with_phone")
    stage.pad.click("#tab-phone")
    stage.pad.get_by_role("button", name="Put the phone away").first.click()


def fault(stage: Stage) -> None:
    """A broken wire stops everything."""
    stage.pad.click("#tab-faults")
    stage.pad.click(".fault[data-name=ntc_left_open] button")
    stage.wait(stage.pad, "#state", "Fault|fault")
    stage.pad.evaluate("scrollTo(0, 0)")
    stage.pause(2)
    stage.shoot(stage.pad, "pad_fault")
    stage.shoot(stage.phone, "phone_fault")


SCENES: tuple[Callable[[Stage], None], ...] = (connect, diary, check, session, dark, phone_beside, fault)
