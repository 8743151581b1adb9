"""Bonds: the secrets of the phones that have paired while a hand on the pad allowed it.

A stack asks for each secret by kind and key, and gives new ones to keep. A key of a bond is the phone's address: its
type, then six bytes, lowest first. The file: VERSION, then for each secret its kind, the lengths of key and value, key
and value; then a checksum. Values are the stack's own affair.
"""

from pad.limits import BONDS_MOST
from pad.memory_record import checksum

VERSION = 1
OUR_IDENTITY = 10  # the stack's own secret, not one of a bond
KEY_BYTES = 7
VALUE_MOST = 120  # NimBLE's largest has 80
LONGEST = 1 + (2 * BONDS_MOST + 1) * (3 + KEY_BYTES + VALUE_MOST) + 4
FULL_KEY_BYTES = 16

KIND = 0
KEY = 1
VALUE = 2
HIDDEN = 3


class Bonds:
    """The secrets, and which link may be trusted because of them. `changed` asks for `to_bytes` to be saved.

    `content` is that of the file, None when there is none. `damaged`: it could not be read, and every phone is unknown.
    """

    def __init__(self, content):
        self._secrets = []  # lists of KIND, KEY, VALUE, HIDDEN; oldest first
        self._kept_now = self._refused_now = False  # secrets, since the last link was judged or ended
        self.paired_now = False  # the link that was judged last is one of a phone that has just paired
        self.changed = False
        self.damaged = content is not None and not self._take(content)

    def _take(self, data):
        end = len(data) - 4
        if end < 1 or len(data) > LONGEST or data[0] != VERSION or checksum(data, end) != data[end:]:
            return False
        at = 1
        while at < end:  # four bytes of checksum follow: lengths can be read
            key_at, value_at = at + 3, at + 3 + data[at + 1]
            kind, at = data[at], value_at + data[at + 2]
            self._secrets.append([kind, data[key_at:value_at], data[value_at:at], False])
        if at != end:
            self._secrets = []
        return at == end

    def to_bytes(self):
        """The file's content."""
        body = bytes((VERSION,))
        for secret in self._secrets:
            body += bytes((secret[KIND], len(secret[KEY]), len(secret[VALUE]))) + secret[KEY] + secret[VALUE]
        return body + checksum(body, len(body))

    # --- what the stack asks ------------------------------------------------------------------------------------------

    def get(self, kind, index, key):
        """The secret of this kind and key; without a key, that number `index` of the kind. None when there is none."""
        for secret in self._secrets:
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
        if len(key) > KEY_BYTES or len(value) > VALUE_MOST:
            return False
        if kind != OUR_IDENTITY:
            if not window_open:
                self._refused_now = True
                return False
            self._kept_now = True
        self._replace(kind, key, value)
        self._drop_oldest()
        self.changed = True
        return True

    def _hide(self, kind, key):
        for secret in self._secrets:
            if secret[KIND] == kind and secret[KEY] == key and kind != OUR_IDENTITY and not secret[HIDDEN]:
                secret[HIDDEN] = True
                return True
        return False

    def _replace(self, kind, key, value):
        self._secrets = [secret for secret in self._secrets if secret[KIND] != kind or secret[KEY] != key]
        self._secrets.append([kind, key, value, False])

    def _drop_oldest(self):
        peers = self.peers()
        if len(peers) > BONDS_MOST:
            self._secrets = [secret for secret in self._secrets if secret[KEY] != peers[0]]

    # --- who is trusted -----------------------------------------------------------------------------------------------

    def peers(self):
        """Keys of the phones, the one that paired longest ago first."""
        keys = []
        for secret in self._secrets:
            if secret[KIND] != OUR_IDENTITY and secret[KEY] not in keys:
                keys.append(secret[KEY])
        return keys

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
        for secret in self._secrets:
            if secret[KIND] != OUR_IDENTITY and secret[KEY] == key and not secret[HIDDEN]:
                return True
        return False

    def link_ended(self, live_keys):
        """The stack may see again what it believed lost, but for the phones that these links claim to be."""
        self._kept_now = self._refused_now = False
        for secret in self._secrets:
            if secret[KEY] not in live_keys:
                secret[HIDDEN] = False

    def forget(self):
        """Lose every bond, by hand."""
        self._secrets = [secret for secret in self._secrets if secret[KIND] == OUR_IDENTITY]
        self.changed = True
