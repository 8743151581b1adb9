"""How the stack takes what its controller says: one thing after the other, as the port's one task does."""

import asyncio
from collections import deque

from bumble.host import Host
from bumble.transport.common import TransportSink, TransportSource

HCI_EVENT = 4
# Command complete, command status, number of completed packets: whoever waits for these goes on at once.
ANSWERS = (0x0E, 0x0F, 0x13)
QUIET_TURNS = 4  # of the loop: Bumble needs up to three until a packet has led to a question to the firmware


class OneAtATimeHost(Host):
    """Looks at the next packet when the firmware has dealt with all that came of the last one.

    NimBLE's task waits for the lock of the VM in each call of the handler. So nothing comes between the events of one
    pairing, say, and a disconnection is told after what was before it.
    """

    def __init__(self, source: TransportSource | None = None, sink: TransportSink | None = None) -> None:
        self._packets: deque[bytes] = deque()
        self._work: asyncio.Task[None] | None = None
        self._unanswered: set[asyncio.Future[int | bytes]] = set()
        super().__init__(source, sink)

    def expect(self, answer: "asyncio.Future[int | bytes]") -> None:
        """The firmware is to answer this."""
        self._unanswered.add(answer)
        answer.add_done_callback(self._unanswered.discard)

    def on_packet(self, packet: bytes) -> None:
        """Something comes from the controller."""
        if packet[0] == HCI_EVENT and packet[1] in ANSWERS:
            super().on_packet(packet)
            return
        self._packets.append(packet)
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._take_packets())

    async def _take_packets(self) -> None:
        while self._packets:
            super().on_packet(self._packets.popleft())
            await self._settle()

    async def _settle(self) -> None:
        quiet = 0
        while quiet < QUIET_TURNS:
            await asyncio.sleep(0)
            quiet += 1
            if self._unanswered:
                await asyncio.wait(tuple(self._unanswered))
                quiet = 0
