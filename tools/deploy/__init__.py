"""Brings a new version of FootPad to a board that runs MicroPython, shows what a board says, and opens its REPL."""
