"""Looks a board over: chip, files, memory, and every wire. `make doctor PORT=...`"""
