"""The pad in a browser: a page, and a server for this computer alone."""
