"""What is shown of a message that was let go with its month: when it came, and since when it is gone."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from core.hub.months import MonthGone


class LetGo(HTTPException):
    """The message at this place is gone, and everybody may know that it is no mistake."""

    def __init__(self, gone: MonthGone, place: str) -> None:
        super().__init__(410)
        self.gone = gone
        self.place = place
