"""Pictures of the two pages for the README: `make screenshots`."""
