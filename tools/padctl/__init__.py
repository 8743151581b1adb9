"""The pad from a laptop's command line: see what it does, make it do less. docs/ble.md tells how."""
