#!/usr/bin/env python3
"""Computes the expected figures of the 311 list, independently of Lobby.

Reads requests-311-2020.csv and the tables of requests-311.map.toml beside it, loads the rows into SQLite and
counts there; writes requests-311.expected.json. What each figure means is said in README.md.

    python3 requests-311.expected.py > requests-311.expected.json
"""
import csv
import json
import pathlib
import sqlite3
import tomllib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = pathlib.Path(__file__).parent
MAP = tomllib.loads((HERE / "requests-311.map.toml").read_text(encoding="utf-8"))
ZONE = ZoneInfo(MAP["dates"]["zone"])
LIMIT_MINUTES = 48 * 60


def instant(text):
    """Milliseconds since 1970 UTC; fold=0 is the first of two equal local times."""
    local = datetime.strptime(text, MAP["dates"]["format"]).replace(tzinfo=ZONE, fold=0)
    return int(local.timestamp()) * 1000, local.strftime("%Y-%m")


def midnight(day):
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp()) * 1000


db = sqlite3.connect(":memory:")
db.execute(
    "create table r (number text primary key, opened integer, closed integer, month text,"
    " kind text, category text, area text)"
)
with open(HERE / "requests-311-2020.csv", encoding="utf-8", newline="") as file:
    for number, opened, closed, raw_kind, area in csv.reader(file):
        opened_ms, month = instant(opened)
        closed_ms = instant(closed)[0] if closed else None
        category = MAP["category"]["map"].get(raw_kind, MAP["category"]["default"])
        # Lobby trims what it stores; a few kinds of this list begin with a blank.
        kind = raw_kind.strip()
        place = MAP["areas"].get(area, "unmapped")
        db.execute(
            "insert into r values (?,?,?,?,?,?,?)",
            (number, opened_ms, closed_ms, month, kind, category, place),
        )


def figures(where, args, end):
    """The figures of the rows chosen by `where`; `end` is the first instant after the window."""
    one = lambda sql, *more: db.execute(sql, [*args, *more]).fetchone()[0]
    received = one(f"select count(*) from r where {where}")
    closed = one(f"select count(*) from r where {where} and closed < ?", end)
    timed = f"from r where {where} and closed < ? and closed >= opened"
    count = one(f"select count(*) {timed}", end)
    # Whole minutes, rounded down; nearest rank: the ceil(p*n)-th of the n sorted values.
    rank = lambda percent: one(
        f"select (closed - opened) / 60000 {timed} order by closed - opened limit 1 offset ?",
        end,
        (percent * count + 99) // 100 - 1,
    ) if count else None
    within = one(f"select count(*) {timed} and closed - opened <= ?", end, LIMIT_MINUTES * 60000)
    return {
        "received": received,
        "closed": closed,
        "open": received - closed,
        "timed": count,
        "median_minutes": rank(50),
        "p90_minutes": rank(90),
        "within_limit": within,
    }


def window(first, last):
    start, end = midnight(first), midnight(last + timedelta(days=1))
    chosen, args = "opened >= ? and opened < ?", [start, end]
    out = {"from": str(first), "to": str(last), "limit_minutes": LIMIT_MINUTES}
    out["all"] = figures(chosen, args, end)
    for by in ("month", "category", "kind", "area"):
        keys = [k for (k,) in db.execute(f"select distinct {by} from r where {chosen} order by 1", args)]
        out[f"by_{by}"] = {k: figures(f"{chosen} and {by} = ?", [*args, k], end) for k in keys}
    return out


closed_before = db.execute("select count(*) from r where closed < opened").fetchone()[0]
print(
    json.dumps(
        {
            "rows": db.execute("select count(*) from r").fetchone()[0],
            "closed_before_opened": closed_before,
            "unmapped_area": db.execute("select count(*) from r where area = 'unmapped'").fetchone()[0],
            "windows": [
                window(date(2020, 1, 1), date(2020, 9, 30)),
                window(date(2020, 1, 1), date(2020, 1, 31)),
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
)
