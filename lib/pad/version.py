"""The one version number of FootPad."""

VERSION = "0.1.0"
