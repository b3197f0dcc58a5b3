"""Working days of mainland China by the State Council's notices; a year without a notice is not guessed."""

from __future__ import annotations

from datetime import date

import chinese_calendar


class ChinaHolidays:
    """Make-up days 调休 are working days, whatever weekday they are."""

    def works(self, day: date) -> bool | None:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            # The library's word for a year whose notice it does not have.
            return None
