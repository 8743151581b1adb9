"""The device: asyncio tasks and hardware, one task a file."""
