"""Writes records into a stopped server's database: seed.py DATABASE SDKAPPID COUNT.

Of as many calls between 5,000 users and `hotline`, with figures of the media of each.
"""

import json
import random
import sqlite3
import sys
import time

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
REASONS = ["hangup"] * 6 + ["no_answer", "rejected", "cancelled", "lost"]
# One call a minute: a hundred thousand are seventy days.
PACE_MS = 60_000
# For how long the server keeps figures, less a margin.
QUALITY_MS = 13 * 24 * 3_600_000
# About as large as ten minutes of figures are.
SAMPLES = bytes(400)


def main():
    path, app, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random.seed(7)
    db = sqlite3.connect(path)
    now = int(time.time() * 1000)
    for number in range(count):
        write(db, app, number, age_ms=(count - number) * PACE_MS, now=now)
    db.commit()


def write(db, app, number, age_ms, now):
    call = "".join(random.choices(LETTERS, k=21)) + random.choice("AQgw")
    members = [f"user{random.randrange(5000)}", "hotline"]
    began, reason = now - age_ms, random.choice(REASONS)
    accepted = began + 3000 if reason in ("hangup", "lost") else None
    ended, media = began + random.randrange(5000, 900_000), random.choice(["audio", "video"])
    common = {"joined_at": accepted, "left_at": ended, "reason": reason}
    parts = [{"user": user, "phase": "left", **common} for user in members]
    details = {
        "call_id": call, "caller": members[0], "media": media, "group": False, "room_id": number + 1,
        "started_at": began, "accepted_at": accepted, "ended_at": ended, "reason": reason,
        "members": parts,
    }
    db.execute(
        "insert into records (app, call_id, caller, media, is_group, room_id, started_at, accepted_at,"
        " ended_at, reason, members_json, details_json) values (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
        (app, call, members[0], media, number + 1, began, accepted, ended, reason,
         json.dumps(members), json.dumps(details)),
    )
    for user in members:
        db.execute(
            "insert into record_members select app, ?, started_at, call_id, reason, media, is_group,"
            " duration from records where app = ? and call_id = ?",
            (user, app, call),
        )
        if age_ms < QUALITY_MS:
            db.execute("insert into quality values (?, ?, ?, 'phone', ?, ?)", (app, call, user, began, SAMPLES))


main()
