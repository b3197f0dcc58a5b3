"""The books: entries of signed lines that balance, limits that hold, and nothing that is ever changed."""

from core.ledger.chart import Account as Account
from core.ledger.chart import Book as Book
from core.ledger.chart import Period as Period
from core.ledger.draft import Draft as Draft
from core.ledger.draft import DraftLine as DraftLine
from core.ledger.draft import entry_hash as entry_hash
from core.ledger.entry import Entry as Entry
from core.ledger.entry import Line as Line
from core.ledger.entry import Reversed as Reversed
from core.ledger.limits import Balance as Balance
from core.ledger.limits import Reservation as Reservation
from core.ledger.messages import ChartAccount as ChartAccount
from core.ledger.messages import ChartPublished as ChartPublished
from core.ledger.messages import PeriodLocked as PeriodLocked
from core.ledger.messages import PeriodReopened as PeriodReopened
from core.ledger.messages import ReservationEnded as ReservationEnded
from core.ledger.messages import VoucherChecked as VoucherChecked
from core.ledger.messages import VoucherLine as VoucherLine
from core.ledger.messages import VoucherMade as VoucherMade
from core.ledger.messages import VoucherSigned as VoucherSigned
from core.ledger.posting import Posting as Posting
from core.ledger.reserving import Reserving as Reserving
from core.ledger.vouchers import Voucher as Voucher
from core.ledger.work import LedgerWork as LedgerWork
