"""ISO 4217 currencies and how many decimals each has (list one, amendment 178)."""

from __future__ import annotations

from core.kernel.errors import Refused

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD "
    "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS "
    "VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
)
_DIGITS = {
    code: digits
    for codes, digits in ((_NONE, 0), (_TWO, 2), (_THREE, 3), (_FOUR, 4))
    for code in codes.split()
}


def minor_digits(currency: str) -> int:
    """Decimals of the currency's minor unit; Refused for a code that ISO 4217 does not list."""
    try:
        return _DIGITS[currency]
    except KeyError:
        raise Refused(f"{currency!r} is no ISO 4217 currency", cause="money.unknown_currency") from None


def is_currency(code: str) -> bool:
    return code in _DIGITS
