"""Bodies of the suite gm: SM4-GCM (RFC 8998), its key encrypted to an SM2 key (GB/T 32918.4)."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from adapters.trust import sm2
from adapters.trust.body_x25519 import not_opened
from adapters.trust.libcrypto import Failed
from adapters.trust.sm2_key import Sm2Key
from core.hub.ports import SealedBody

TAG_BYTES = 16


class Sm2Opener(Sm2Key):
    """One key pair of the hub's."""

    @staticmethod
    def make() -> bytes:
        return sm2.make_private()

    def open(self, sealed: SealedBody) -> bytes:
        hidden, tag = sealed.body[:-TAG_BYTES], sealed.body[-TAG_BYTES:]
        try:
            content = self.unwrap(sealed.wrapped)
            decryptor = Cipher(SM4(content), GCM(sealed.nonce, tag)).decryptor()
            decryptor.authenticate_additional_data(sealed.bound)
            return decryptor.update(hidden) + decryptor.finalize()
        except (Failed, InvalidTag, ValueError) as error:
            raise not_opened(sealed) from error
