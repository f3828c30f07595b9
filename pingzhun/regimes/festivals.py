"""The statutory holidays of a year that the State Council has not yet arranged.

《全国年节及纪念日放假办法》 as revised on 2024-11-10: 元旦 1 day, 春节 4 (农历除夕至正月初三), 清明 1,
劳动节 2, 端午 1, 中秋 1, 国庆 3.
"""

from datetime import date, timedelta

# 正月初一, 清明, 五月初五, 八月十五, reckoned as GB/T 33661-2017 does (new moons and the sun at 15°, Beijing
# time): computed with the VSOP87 ephemeris of PyEphem 4, and equal to the tables of the package lunardate.
# In 2027 the new moon falls at 23:56 and in 2030 at 00:07, where coarser reckonings (ICU 78 among them) are
# a day off.
_FESTIVALS = {
    2026: ("02-17", "04-05", "06-19", "09-25"),  # published by now: the tests hold the table against it
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2031: ("01-23", "04-05", "06-24", "10-01"),
    2032: ("02-11", "04-04", "06-12", "09-19"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
    2034: ("02-19", "04-05", "06-20", "09-27"),
    2035: ("02-08", "04-05", "06-10", "09-16"),
}
FIRST_YEAR, LAST_YEAR = min(_FESTIVALS), max(_FESTIVALS)


def statutory_holidays(year: int) -> dict[date, str]:
    """Return the 13 statutory days of rest with their names (12 where 中秋 falls within 国庆), in order.

    Raises ValueError outside `FIRST_YEAR` to `LAST_YEAR`.
    """
    if year not in _FESTIVALS:
        raise ValueError(f"工作日历只能推算 {FIRST_YEAR} 至 {LAST_YEAR} 年，{year} 年须由管理员加载。")
    days = (date.fromisoformat(f"{year}-{day}") for day in _FESTIVALS[year])
    new_year, qingming, dragon_boat, mid_autumn = days
    holidays = {
        date(year, 1, 1): "元旦",
        qingming: "清明节",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
        dragon_boat: "端午节",
        mid_autumn: "中秋节",
    }
    holidays |= {new_year + timedelta(days=offset): "春节" for offset in (-1, 0, 1, 2)}
    holidays |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    return dict(sorted(holidays.items()))
