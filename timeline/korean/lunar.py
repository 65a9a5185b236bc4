"""The Korean lunar calendar, 1900 to 2049: the length of each month, as a table.

A year is six hex digits: days from 1 January to its new year, which month (counted from 0) is the leap
one, and a bit a month for thirty days. The facts are the Korea Astronomy and Space Science Institute's; a
test holds them against the `holidays` package.
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST = 1900
_YEARS = (
    "3d096d62095c4c14ae38aa4d5c1a4c441b2a308d55560ad440135a2a495d50095c3ad49b60149a481a4a32bb295816aa"
    "440ad42c52da5212ba3ee95b6409364c149636b64b5c0d524615a82e96b556056c4012b62c493750092e3acc965e1c94"
    "481d4a32ada9580b6a44056c2e72ae52125c3cf92d62192a4c1a9434db4a5a16d2460ada32855b5604ba40125a2a592b"
    "50152a38fa955e16944816aa34aad55809b64404b62e7257540a563d152b620d2a4c0d5436d5aa5a156a46096c3094ae"
    "5614ae400a4e2a6d264e1b2a3aed555e0ad448135a34a95d5a095c42149c2c9a4d521a4a3d1aa96016a84a1ad436d2da"
    "5c12b646093630949b56149641564b640d4a4e0da838d6b560056c4812b634a9375a092e440c962c6d4a501d4a3d0da9"
    "620b5a4c056c36b26e5c125c46192c2e9c95541a943e1b4a2a4b554e0ad838f55b6004ba4a125a32b92b58152a421694"
    "2c774a5016aa3d2ab56209744c14b636aa575c0a5646152a309695540d543e15aa2a4ab550096c38d4ae5e14ae4a0a4e"
    "34ad26561b26420b542c756a5212da3d695d62095c4c149a36da4d5a1a4a441aa42ebb545416d43e12da2a495b500936"
    "3af4975e149648164a32b6a5580da84015b4"
)


def solar(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The solar date of a lunar one; None where the table ends or the year has no such day."""
    index = 6 * (year - FIRST)
    if not 0 <= index < len(_YEARS) or not 1 <= month <= 12:
        return None
    code = int(_YEARS[index : index + 6], 16)
    new_year, leap_index, months = code >> 17, code >> 13 & 15, code & 0x1FFF
    if leap and leap_index != month:
        return None
    index = month if leap or 0 < leap_index < month else month - 1
    lengths = [29 + (months >> (12 - n) & 1) for n in range(13)]
    if not 1 <= day <= lengths[index]:
        return None
    return date(year, 1, 1) + timedelta(days=new_year + sum(lengths[:index]) + day - 1)
