"""Bonds: the secrets of the phones that have paired while a hand on the pad allowed it.

A stack asks for each secret by kind and key, and gives new ones to keep. A key of a bond is the phone's address: its
type, then six bytes, lowest first. Values are the stack's own affair. What changes the secrets, and the file, is
lib/pad/bond_keeper.py, which is there only while a change is possible.
"""

OUR_IDENTITY = 10  # the stack's own secret, not one of a bond
FULL_KEY_BYTES = 16

KIND = 0
KEY = 1
VALUE = 2
HIDDEN = 3


class Bonds:
    """The secrets, and which link may be trusted because of them. `changed` asks for `to_bytes` to be saved.

    `keeper` is a pad.bond_keeper.Keeper. Without one nothing is kept, and phones are refused as outside the window;
    there must be one to begin with, and while `changed` is set.
    """

    def __init__(self):
        self.secrets = []  # lists of KIND, KEY, VALUE, HIDDEN; oldest first
        self._kept_now = self._refused_now = False  # secrets, since the last link was judged or ended
        self.paired_now = False  # the link that was judged last is one of a phone that has just paired
        self.changed = False
        self.keeper = None

    def to_bytes(self):
        """The file's content."""
        assert self.keeper is not None
        return self.keeper.to_bytes()

    # --- what the stack asks ------------------------------------------------------------------------------------------

    def get(self, kind, index, key):
        """The secret of this kind and key; without a key, that number `index` of the kind. None when there is none."""
        for secret in self.secrets:
            if secret[KIND] == kind and not secret[HIDDEN]:
                if key is None and index == 0 or secret[KEY] == key:
                    return secret[VALUE]
                index -= 1
        return None

    def put(self, kind, key, value, window_open):
        """Keep a secret, or with the value None lose one. Returns whether that was done.

        No bond appears or changes outside the window. The stack loses a bond when its phone, or somebody with that
        address, asks to pair anew, and asks again until there is nothing left to lose: so it is hidden from the stack
        until the link ends, and kept.
        """
        if value is None:
            return self._hide(kind, key)
        if self.keeper is None or not window_open and kind != OUR_IDENTITY:
            self._refused_now = True
            return False
        kept = self.keeper.keep(kind, key, value)
        self._kept_now = kept and kind != OUR_IDENTITY or self._kept_now
        return kept

    def _hide(self, kind, key):
        for secret in self.secrets:
            if secret[KIND] == kind and secret[KEY] == key and kind != OUR_IDENTITY and not secret[HIDDEN]:
                secret[HIDDEN] = True
                return True
        return False

    # --- who is trusted -----------------------------------------------------------------------------------------------

    def judge_link(self, key, encrypted, bonded, key_bytes):
        """Whether a link whose encryption has just changed is one of a phone that paired in a window.

        Ask once for each such event: what has come before it is forgotten.

        Encryption alone proves nothing: anybody may pair. A stack says "bonded" of a link that uses a secret from here,
        or has just given new ones to keep; if these were refused, the phone at the other end is a stranger.
        """
        # The stack gives all secrets of a link before it tells of its encryption (esp-nimble, ble_sm_process_result).
        kept, refused = self._kept_now, self._refused_now
        self._kept_now = self._refused_now = False
        sound = encrypted and bonded and not refused and key_bytes >= FULL_KEY_BYTES
        self.paired_now = bool(sound and kept)
        return self.paired_now or bool(sound and self._vouches(key))

    def _vouches(self, key):
        """A bond that the stack wanted to lose proves nothing while it is hidden: the link may be a stranger's."""
        for secret in self.secrets:
            if secret[KIND] != OUR_IDENTITY and secret[KEY] == key and not secret[HIDDEN]:
                return True
        return False

    def link_ended(self, live_keys):
        """The stack may see again what it believed lost, but for the phones that these links claim to be."""
        self._kept_now = self._refused_now = False
        for secret in self.secrets:
            if secret[KEY] not in live_keys:
                secret[HIDDEN] = False
