"""The pad in a browser: the page of `make run`, and the way of a page to the simulated radio."""
