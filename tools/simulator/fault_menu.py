"""The menu of everything that can be broken."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tools.simulator.faults import ALL_FAULTS
from tools.simulator.live import LivePad


class FaultMenu(ModalScreen[None]):
    """Enter breaks the fault under the cursor, or mends it; the pad runs on behind the menu."""

    BINDINGS: ClassVar = [Binding("escape,x", "dismiss", show=False)]

    def __init__(self, pad: LivePad) -> None:
        super().__init__()
        self.pad = pad
        self.marked = self.broken()

    def broken(self) -> tuple[str, ...]:
        """What is broken now."""
        return self.pad.view.broken if self.pad.view else ()

    def compose(self) -> ComposeResult:
        """Lay out the menu."""
        with Vertical(id="box"):
            yield Static("Enter: break or mend   up, down: choose   Esc: back")
            yield OptionList(*(Option(prompt(name, name in self.marked), id=name) for name in ALL_FAULTS))

    def on_mount(self) -> None:
        """Keep the marks true: a fault begins a moment after it was chosen, and some end by themselves."""
        self.set_interval(0.1, self.mark)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Break it, or mend it."""
        if event.option.id is not None:
            self.pad.break_or_mend(event.option.id)

    def mark(self) -> None:
        """Mark what is broken now."""
        broken = self.broken()
        for name in set(broken) ^ set(self.marked):
            self.query_one(OptionList).replace_option_prompt(name, prompt(name, name in broken))
        self.marked = broken


def prompt(name: str, broken: bool) -> str:
    """One line of the menu."""
    mark = "[bold #ff8080]BROKEN[/]" if broken else "      "
    return f"{mark} {name:<22} [#9aa7b4]{ALL_FAULTS[name]}[/]"
