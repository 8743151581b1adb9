"""Telling noise from a fault: what is bad several times running."""


class Running:
    """True once something bad was seen in `passes` judgements running."""

    def __init__(self, passes):
        self._passes = passes
        self._bad = 0
        self.doubtful = False
        self.active = False

    def judge(self, bad):
        """Take one judgement."""
        self.doubtful = bad
        self._bad = self._bad + 1 if bad else 0
        if self._bad >= self._passes:
            self._bad = self._passes
            self.active = True
        elif not bad:
            self.active = False
