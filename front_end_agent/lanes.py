"""Which frames go by the broker's express lane, past what other agents have piled up (docs/wire.md §5)."""

EXPRESS_BYTES_MAX = 4096
EXPRESS_AHEAD_MAX = 256
Sealed = tuple[int, bytes]


class Lanes:
    """Small frames overtake others, never our own: one of ours in the ordinary queue keeps the rest there.

    A frame that came before its forerunner would be held, and after a while be told as a gap.
    """

    def __init__(self) -> None:
        self._ordinary_until = 0

    def split(self, frames: list[Sealed], *, receipted: int) -> tuple[list[Sealed], bool]:
        """As many of the frames, from the first on, as go by one lane; whether that is the express."""
        express = self._takes_express(frames[0], receipted)
        same = 1
        while same < len(frames) and self._takes_express(frames[same], receipted) == express:
            same += 1
        return frames[:same], express

    def _takes_express(self, frame: Sealed, receipted: int) -> bool:
        number, sealed = frame
        small = len(sealed) <= EXPRESS_BYTES_MAX and number - receipted <= EXPRESS_AHEAD_MAX
        if small and (receipted >= self._ordinary_until or number <= receipted + 1):
            return True
        self._ordinary_until = max(self._ordinary_until, number)
        return False
