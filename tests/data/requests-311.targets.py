#!/usr/bin/env python3
"""Computes how many requests of the 311 list were closed in time by a target and a calendar, independently of Lobby.

A target is so many service seconds of a calendar: the hours of a day (local time of the list) on certain days. A
request closed at or after its opening was in time when less than the target had been used one second before it was
closed, or when it took no time at all: all times of the list, and all edges of the hours, are whole seconds.

Service seconds are not followed from stretch to stretch, as Lobby does: they are the difference of two sums since the
first day, S(closed) - S(opened), with S(t) = (working days before t's date) * (length of a day's hours) + (the part of
t's own date). That needs no summer time rule: the hours 8:30-17:30 are nine real hours on every date of New York.

Holidays are the facts in src/domain/calendar/holidays-cn.txt (year, date, off or work); of another year only Saturday
and Sunday are free.

    python3 requests-311.targets.py > requests-311.targets.json
"""
import csv
import json
import pathlib
import tomllib
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = pathlib.Path(__file__).parent
MAP = tomllib.loads((HERE / "requests-311.map.toml").read_text(encoding="utf-8"))
ZONE = ZoneInfo(MAP["dates"]["zone"])
EPOCH = date(2019, 12, 1)
BEGIN, END = (8 * 60 + 30) * 60, (17 * 60 + 30) * 60


def holidays():
    """What the papers say of a date; where two years' papers name it, that of its own year counts."""
    days, year = {}, 0
    path = HERE / "../../src/domain/calendar/holidays-cn.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words and words[0] == "year":
            year = int(words[1])
        elif len(words) >= 2 and words[1] in ("off", "work"):
            named = date.fromisoformat(words[0])
            if named not in days or named.year == year:
                days[named] = words[1] == "work"
    return days


NAMED = holidays()
DAYS = {
    "weekdays": lambda day: day.weekday() < 5,
    "working": lambda day: NAMED.get(day, day.weekday() < 5),
}
SUMS = {}
for name, works in DAYS.items():
    SUMS[name], total = {}, 0
    for n in range(400):
        day = EPOCH + timedelta(days=n)
        SUMS[name][day] = total
        total += (END - BEGIN) * works(day)


def since_epoch(at, days):
    """Service seconds from the epoch to a local time."""
    second = at.hour * 3600 + at.minute * 60 + at.second
    own = min(max(second, BEGIN), END) - BEGIN if DAYS[days](at.date()) else 0
    return SUMS[days][at.date()] + own


def local(text):
    return datetime.strptime(text, MAP["dates"]["format"]).replace(tzinfo=ZONE, fold=0)


def in_time(opened, closed, target):
    """Both instants are real ones; one second before the closing is taken on the real clock too."""
    seconds, days = target
    if closed.timestamp() == opened.timestamp():
        return True
    before = closed.timestamp() - 1
    if days == "always":
        return before - opened.timestamp() < seconds
    used = since_epoch(datetime.fromtimestamp(before, ZONE), days) - since_epoch(opened, days)
    return used < seconds


TARGETS = {
    "1440 always": (24 * 3600, "always"),
    "1080 weekdays": (18 * 3600, "weekdays"),
    "1080 working": (18 * 3600, "working"),
}


def window(rows, first, last):
    end = datetime(last.year, last.month, last.day, tzinfo=ZONE) + timedelta(days=1)
    out = {"from": str(first), "to": str(last), "targets": {}}
    for name, target in TARGETS.items():
        parts = {by: defaultdict(lambda: {"timed": 0, "within": 0}) for by in ("all", "month", "category", "area")}
        for opened, closed, category, area in rows:
            if not first <= opened.date() <= last or closed is None:
                continue
            if closed.timestamp() >= end.timestamp() or closed.timestamp() < opened.timestamp():
                continue
            keys = {"all": "all", "month": opened.strftime("%Y-%m"), "category": category, "area": area}
            within = in_time(opened, closed, target)
            for by, key in keys.items():
                parts[by][key]["timed"] += 1
                parts[by][key]["within"] += within
        all_of = parts["all"]["all"]
        out["targets"][name] = {
            "all": {**all_of, "share": round(all_of["within"] / all_of["timed"], 6) if all_of["timed"] else None},
            **{f"by_{by}": dict(sorted(parts[by].items())) for by in ("month", "category", "area")},
        }
    return out


with open(HERE / "requests-311-2020.csv", encoding="utf-8", newline="") as file:
    ROWS = [
        (
            local(opened),
            local(closed) if closed else None,
            MAP["category"]["map"].get(kind, MAP["category"]["default"]),
            MAP["areas"].get(area, "unmapped"),
        )
        for _, opened, closed, kind, area in csv.reader(file)
    ]
WINDOWS = [(date(2020, 1, 1), date(2020, 9, 30)), (date(2020, 1, 1), date(2020, 1, 31))]
print(json.dumps({"windows": [window(ROWS, *w) for w in WINDOWS]}, ensure_ascii=False, indent=1))
