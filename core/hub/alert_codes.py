"""The hub's own alert codes: the file of record, one code for one meaning, for ever.

A new meaning takes the next number. Codes C01 to C15 are the business's own and belong to its rooms.
"""

from __future__ import annotations

import msgspec

from core.hub.alerts import AlertCleared, AlertRaised, Severity

TEXT_MAX = 1000


class AlertCode(msgspec.Struct, frozen=True, kw_only=True):
    """One code: what it means, how grave it is, what its alerts are about, and the first response.

    title: its name on a page. about: what stands as the alert's object; one alert is open per object.
    """

    code: str
    title: str
    severity: Severity
    means: str
    about: str
    action: str

    def raised(self, object_: str, text: str, *, site: str = "") -> AlertRaised:
        """The alarm about this object."""
        return AlertRaised(
            code=self.code,
            severity=self.severity,
            object=object_,
            text=text[:TEXT_MAX],
            action=self.action,
            site=site,
        )

    def cleared(self, object_: str, text: str) -> AlertCleared:
        """Its end, because its cause is gone."""
        return AlertCleared(code=self.code, object=object_, text=text[:TEXT_MAX])


SIGNATURE_WRONG = AlertCode(
    code="H01",
    title="Signature wrong",
    severity="high",
    means="A frame in an agent's name does not bear that agent's signature; it is kept, and not taken in.",
    about="the agent; one alert however many such frames come",
    action="somebody speaks in this agent's name, or its key was changed by hand",
)
DELIVERY_CONFLICT = AlertCode(
    code="H02",
    title="One key, two contents",
    severity="high",
    means="A delivery key that was used before came again with another payload; the second one is refused.",
    about="the delivery",
    action="one key, two contents: ask the partner which one is true",
)
DOCUMENT_CONFLICT = AlertCode(
    code="H03",
    title="One document, two contents",
    severity="high",
    means="A document that was booked came again with other content; nothing is booked, a person decides.",
    about="the document's identity",
    action="compare the two documents and decide",
)
PARTITION_STOPPED = AlertCode(
    code="H04",
    title="Partition stopped",
    severity="critical",
    means="A message breaks a promise of ours: its partition stands still at it, all others go on.",
    about="the place of the message",
    action="find out why, mend it, then start the partition (`hub partition start`)",
)
SEND_GIVEN_UP = AlertCode(
    code="H05",
    title="Send given up",
    severity="high",
    means="A message could not be sent in as many tries as its endpoint allows, or was refused there.",
    about="the endpoint",
    action="look at the send, mend the contract or the message, then send it again",
)
SEND_IN_DOUBT = AlertCode(
    code="H06",
    title="Send in doubt",
    severity="critical",
    means="A message may have arrived or not, and its endpoint does not say that sending again does no harm.",
    about="the endpoint",
    action="ask the partner whether it arrived, then decide: it arrived, send again, or give up",
)
JOB_FAILING = AlertCode(
    code="H07",
    title="Timed job fails",
    severity="high",
    means="A timed job failed several times in a row; it is tried on, and its end of trouble ends the alert.",
    about="the job",
    action="look at the log of the clock; the job goes on by itself when its cause is mended",
)
ENDPOINT_DOWN = AlertCode(
    code="H08",
    title="Endpoint does not answer",
    severity="high",
    means="An endpoint failed several times in a row: it is left alone, and one probe finds it back.",
    about="the endpoint",
    action="ask the partner whether their side is up; sending goes on by itself when it answers",
)
FRAME_GIVEN_UP = AlertCode(
    code="H09",
    title="Broker gave up on a frame",
    severity="high",
    means="The broker put a frame among its dead letters; it was taken from there and is in.",
    about="the agent that the frame names",
    action="look why workers died over it or the queue was full; the frame itself is in",
)
FRAME_SET_ASIDE = AlertCode(
    code="H10",
    title="Frame set aside",
    severity="critical",
    means="Taking a frame breaks the intake: it stands aside, the frames of other agents go on.",
    about="the agent that the frame names",
    action="this is a fault of the hub: report it; what the agent sends behind this frame waits",
)
NO_CLOCK = AlertCode(
    code="H11",
    title="No clock ticks",
    severity="critical",
    means="No clock asked for a timed job for a minute: plans, retention, every watch by time stand still.",
    about="the clock",
    action="start `python -m schedules` beside the hub; what was missed is made up for as each job declares",
)
CERTIFICATE_ENDS = AlertCode(
    code="H12",
    title="Certificate ends soon",
    severity="high",
    means="A certificate ends in 14, 7 or 1 days and was not renewed, though it renews itself long before.",
    about="the certificate: what it is for, and its serial",
    action="see why it was not renewed (`hub certs list`); docs/trust.md says how, for each kind",
)
REVOKED_SPEAKS = AlertCode(
    code="H13",
    title="Revoked agent sends",
    severity="high",
    means="Frames of an agent came that was revoked; they are kept, and not taken in.",
    about="the agent; one alert however many such frames come",
    action="end the agent at the partner; if its records are wanted, invite it anew",
)
BODY_WRONG = AlertCode(
    code="H14",
    title="Frame's body wrong",
    severity="high",
    means="A signed frame's body was altered, opens by no key, or came plain against its contract; kept.",
    about="the agent's body or encryption; one alert however many such frames come",
    action="an altered one is asked for again; else see docs/trust.md, then `hub agent reopen`",
)
FRAME_UNREADABLE = AlertCode(
    code="H15",
    title="Bytes that are no frame",
    severity="medium",
    means="Bytes came to the agents' door that are no frame; they are kept, whose they are is not known.",
    about="the door; one alert however many come",
    action="see what is kept and since when: an agent of another version, or somebody who tries",
)
FOREIGN_SITE = AlertCode(
    code="H16",
    title="Another's site",
    severity="high",
    means="An agent reports of a site that its partner's contract does not list; it is not booked.",
    about="the agent and the site",
    action="nobody reports another's stock: find out who configured it, or add the site to the contract",
)
MONTH_MISSING = AlertCode(
    code="H17",
    title="Month has no partition",
    severity="medium",
    means="A month that is near or here has no partition of its own: its rows go into the default one.",
    about="the table and the month",
    action="nothing is lost and intake goes on; that month cannot be let go at once, only row by row",
)
BACKLOG_OVER = AlertCode(
    code="H18",
    title="Backlog over its limit",
    severity="high",
    means="More of a partner's messages wait than its limit: its agents and its machines are told to slow.",
    about="the partner",
    action="see whether a stream stopped (H04) or workers are too few; all is let go at half the limit",
)
DISK_FILLS = AlertCode(
    code="H19",
    title="Disk fills",
    severity="critical",
    means="The hub's disk is over 90 % full, or will be full within a day at the pace of the last minutes.",
    about="the disk of the hub's home",
    action="make room or let go (`hub retention`); a full disk stops intake, and loses nothing",
)
RECOVERING = AlertCode(
    code="H20",
    title="Hub recovers after a restore",
    severity="critical",
    means="The hub was put back from a backup: what came after the backup is not all here yet.",
    about="the hub",
    action="`hub recovery` says what cannot be proven complete, of whom and when; docs/restore.md what to do",
)
FEED_LATE = AlertCode(
    code="H21",
    title="Feed late",
    severity="high",
    means="A feed that its partner's contract expects by a time of day brought nothing; it ends as it comes.",
    about="the feed, and the time of day it was due by",
    action="call the partner; look at its agent or its door; what comes late is taken in as ever",
)
FEED_SHORT = AlertCode(
    code="H22",
    title="Feed has too few or too many rows",
    severity="medium",
    means="A feed came, and brought fewer or more rows than its partner's contract expects.",
    about="the feed, and the time of day it was due by",
    action="ask the partner whether the export was whole; dead letters of the feed may be what lacks",
)
FEED_STALE = AlertCode(
    code="H23",
    title="Feed stale",
    severity="high",
    means="A feed brings nothing that happened lately, however much comes: it repeats itself or lags.",
    about="the feed",
    action="ask the partner why its export stands still; count by hand if it lasts",
)
REJECTS_OVER = AlertCode(
    code="H24",
    title="Reject budget used up",
    severity="high",
    means="More of a partner's documents are refused or unreadable than its contract allows.",
    about="the partner",
    action="look at the groups of failures; most of it is one cause: mend the mapping, or call the partner",
)
CALENDAR_ENDS = AlertCode(
    code="H25",
    title="Calendar ends",
    severity="medium",
    means="A contract's calendar has no word of a day within 30 days: feeds are not judged on such days.",
    about="the partner",
    action="write the State Council's notice into the contract (`days`, then `years`) and publish it",
)
PULL_FAILING = AlertCode(
    code="H26",
    title="Place cannot be taken from",
    severity="high",
    means="A place outside was away three times in a row, or refuses us, or a thing of it is left there.",
    about="the pull as partner/pull, or the thing that is left there",
    action="see what it says: line, key, host key, size; it is looked at again by itself",
)
RECEIPT_DENIED = AlertCode(
    code="H27",
    title="Receipt says no",
    severity="high",
    means="A partner's receipt that came later says that it did not take what we sent, or took other bytes.",
    about="the send, as partner/id",
    action="ask the partner what it has; send it again by a new message, or by another way",
)
RECEIPT_MISSING = AlertCode(
    code="H28",
    title="Receipt does not come",
    severity="high",
    means="A partner took what we sent, and its receipt of what it has did not come within its time.",
    about="the endpoint",
    action="ask the partner what it has; the alarm ends when the last late receipt has come",
)
CODES: tuple[AlertCode, ...] = (
    SIGNATURE_WRONG,
    DELIVERY_CONFLICT,
    DOCUMENT_CONFLICT,
    PARTITION_STOPPED,
    SEND_GIVEN_UP,
    SEND_IN_DOUBT,
    JOB_FAILING,
    ENDPOINT_DOWN,
    FRAME_GIVEN_UP,
    FRAME_SET_ASIDE,
    NO_CLOCK,
    CERTIFICATE_ENDS,
    REVOKED_SPEAKS,
    BODY_WRONG,
    FRAME_UNREADABLE,
    FOREIGN_SITE,
    MONTH_MISSING,
    BACKLOG_OVER,
    DISK_FILLS,
    RECOVERING,
    FEED_LATE,
    FEED_SHORT,
    FEED_STALE,
    REJECTS_OVER,
    CALENDAR_ENDS,
    PULL_FAILING,
    RECEIPT_DENIED,
    RECEIPT_MISSING,
)
