"""Changes bonds: reads and writes their file, keeps the secrets of a phone that pairs, forgets them all.

The file: VERSION, then for each secret its kind, the lengths of key and value, key and value; then a checksum.
"""

from pad.bonds import KEY, KIND, OUR_IDENTITY, VALUE
from pad.limits import BONDS_MOST
from pad.memory_record import checksum

VERSION = 1
KEY_BYTES = 7
VALUE_MOST = 120  # NimBLE's largest has 80
LONGEST = 1 + (2 * BONDS_MOST + 1) * (3 + KEY_BYTES + VALUE_MOST) + 4


class Keeper:
    """Keeps the secrets of pad.bonds.Bonds, which know it from then on."""

    def __init__(self, bonds):
        self._bonds = bonds
        bonds.keeper = self

    def restore(self, content):
        """Take the file's content, None when there is none. False when it cannot be read: every phone is unknown."""
        return content is None or self._take(content)

    def _take(self, data):
        end = len(data) - 4
        if end < 1 or len(data) > LONGEST or data[0] != VERSION or checksum(data, end) != data[end:]:
            return False
        secrets = []
        at = 1
        while at < end:  # four bytes of checksum follow: lengths can be read
            key_at, value_at = at + 3, at + 3 + data[at + 1]
            kind, at = data[at], value_at + data[at + 2]
            secrets.append([kind, data[key_at:value_at], data[value_at:at], False])
        if at == end:
            self._bonds.secrets = secrets
        return at == end

    def to_bytes(self):
        """The file's content."""
        body = bytes((VERSION,))
        for secret in self._bonds.secrets:
            body += bytes((secret[KIND], len(secret[KEY]), len(secret[VALUE]))) + secret[KEY] + secret[VALUE]
        return body + checksum(body, len(body))

    def keep(self, kind, key, value):
        """Keep a secret, in the place of one that was there; at most those of BONDS_MOST phones. False: too long."""
        if len(key) > KEY_BYTES or len(value) > VALUE_MOST:
            return False
        bonds = self._bonds
        bonds.secrets = [secret for secret in bonds.secrets if secret[KIND] != kind or secret[KEY] != key]
        bonds.secrets.append([kind, key, value, False])
        peers = self.peers()
        if len(peers) > BONDS_MOST:
            bonds.secrets = [secret for secret in bonds.secrets if secret[KEY] != peers[0]]
        bonds.changed = True
        return True

    def peers(self):
        """Keys of the phones, the one that paired longest ago first."""
        keys = []
        for secret in self._bonds.secrets:
            if secret[KIND] != OUR_IDENTITY and secret[KEY] not in keys:
                keys.append(secret[KEY])
        return keys

    def forget(self):
        """Lose every bond, by hand."""
        bonds = self._bonds
        bonds.secrets = [secret for secret in bonds.secrets if secret[KIND] == OUR_IDENTITY]
        bonds.changed = True
