#!/usr/bin/env python3
"""Runs the program on real data and holds its figures against the limits it promises.

Python 3.9 or later, standard library only. Prints every check; with --markdown also the tables of BENCHMARKS.md.
Exit code 0 if every check passed, 1 otherwise. The data is looked for in $LICHTWEG_SHARED, else in ../shared/data beside the repository;
without it nothing can be shown, which is a failure with CI=true and said aloud otherwise.
"""

import argparse
import csv
import heapq
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LICHTWEG_SHARED") or ROOT.parent / "shared" / "data")

# The limits of a plan: on two cores, for every rung of the ladder.
MOST_GAP = 0.01
MOST_GAP_OF_SAVING = 0.10
MOST_SECONDS = 10.0
MOST_MB = 1024.0

failures = []
tables = []


def check(what, passed, detail=""):
    """Prints one check and remembers it if it failed."""
    print(f"{'ok  ' if passed else 'FAIL'} {what}{': ' if detail else ''}{detail}", flush=True)
    if not passed:
        failures.append(what)


class Ran:
    """A finished process with what it printed and what it cost."""

    def __init__(self, command, expected=(0, 1), limit=600):
        started = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            deadline = started + limit
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() > deadline:
                    process.kill()
                    pid, status, usage = os.wait4(process.pid, 0)
                    break
                time.sleep(0.005)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.wall = time.monotonic() - started
            self.cpu = usage.ru_utime + usage.ru_stime
            self.rss_mb = usage.ru_maxrss / 1024
            self.code = process.returncode
            out.seek(0)
            err.seek(0)
            self.out = out.read().decode("utf-8", "replace")
            self.err = err.read().decode("utf-8", "replace")
        if self.code not in expected:
            shown = " ".join(map(str, command))
            check(f"`{shown}` ends with {' or '.join(map(str, expected))}", False, f"{self.code}\n{self.err[-2000:]}")

    def json(self):
        """The object on standard output; an empty one, and a failed check, if there is none."""
        try:
            return json.loads(self.out)
        except ValueError as error:
            check("the output is JSON", False, f"{error}\n{self.out[:500]}\n{self.err[-2000:]}")
            return {}


def number(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def percent(value):
    return "–" if value is None else f"{100 * value:.2f} %"


def import_city(program, city, expected):
    """Imports a city; `expected` names figures with the value or the range they must have."""
    ran = Ran([program, "import", city, "--json"])
    figures = ran.json()
    name = city.parent.name
    for key, wanted in expected.items():
        value = figures.get(key)
        low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        check(f"{name}: {key}", value is not None and low <= value <= high, f"{value} (wanted {low} to {high})")
    columns = ["sites", "segments", "nodes", "length_km", "largest_component_nodes", "snap_median_m", "snap_p90_m"]
    tables.append(
        (
            f"Import of {name}",
            [*columns, "wall s", "CPU s", "peak MB"],
            [[*(number(figures.get(key), 1 if key.endswith(("_km", "_m")) else 0) for key in columns),
              number(ran.wall, 2), number(ran.cpu, 2), number(ran.rss_mb)]],
        )
    )
    return figures


def plan_city(program, city, name, scenario, rows, fibre_share=None):
    """Plans one scenario and checks the limits; `fibre_share` is the range the share of open sites on fibre must lie in."""
    command = [program, "plan", city, "--json"]
    if scenario:
        command += ["--scenario", scenario]
    ran = Ran(command)
    plan = ran.json()
    label = f"{name} {scenario or 'default'}"
    if not plan:
        return
    gap, saving = plan.get("gap"), plan.get("gap_of_saving")
    rss = max(plan.get("peak_rss_mb") or 0.0, ran.rss_mb)
    by_technology = plan.get("by_technology", {})
    if isinstance(by_technology, list):
        by_technology = {row["technology"]: row["sites"] for row in by_technology}
    else:
        by_technology = {key: row["sites"] if isinstance(row, dict) else row for key, row in by_technology.items()}
    fibre, leased = by_technology.get("fibre", 0), by_technology.get("leased", 0)
    sites = max(plan.get("sites", 0), 1)
    check(f"{label}: verified", plan.get("verified") is True)
    check(f"{label}: gap of cost", gap is not None and 0 <= gap <= MOST_GAP, percent(gap))
    check(f"{label}: gap of saving", saving is not None and 0 <= saving <= MOST_GAP_OF_SAVING, percent(saving))
    check(f"{label}: bound below objective", plan["lower_bound_eur"] <= plan["objective_eur"])
    parts = plan["cost_eur"] + plan["shortfall_eur"] + plan["premium_eur"]
    check(f"{label}: cost + shortfall + premium = objective", abs(parts - plan["objective_eur"]) < 0.005, number(parts, 2))
    check(f"{label}: seconds", plan["seconds"] <= MOST_SECONDS, number(plan["seconds"], 2))
    check(f"{label}: peak memory MB", rss <= MOST_MB, number(rss))
    if fibre_share:
        low, high = fibre_share
        check(f"{label}: share on fibre", low <= fibre / sites <= high, percent(fibre / sites))
    check(f"{label}: at least 10 % of open sites on either technology", min(fibre, leased) >= 0.1 * sites,
          f"{fibre} fibre, {leased} leased of {sites}")
    rows.append([label, number(sites), number(fibre), number(leased), number(plan["objective_eur"]),
                 number(plan["lower_bound_eur"]), percent(gap), percent(saving), number(plan["seconds"], 2),
                 number(ran.cpu, 2), number(rss)])


PLAN_COLUMNS = ["run", "open sites", "fibre", "leased", "objective €", "lower bound €", "gap of cost", "gap of saving",
                "plan s", "CPU s", "peak MB"]


def cities(program):
    koeln = ROOT / "tests/cities/koeln/city.toml"
    import_city(program, koeln, {
        "sites": 259, "segments": 15846, "nodes": 11145, "length_km": (2566.5, 2567.5),
        "largest_component_nodes": 11119, "snap_median_m": (0, 25),
    })
    rows = []
    plan_city(program, koeln, "koeln", "fibre20", rows, (0.10, 0.35))
    plan_city(program, koeln, "koeln", "fibre50", rows, (0.35, 0.65))
    plan_city(program, koeln, "koeln", "fibre85", rows, (0.70, 0.90))
    dortmund = ROOT / "tests/cities/dortmund/city.toml"
    import_city(program, dortmund, {"sites": 154, "segments": 12694})
    plan_city(program, dortmund, "dortmund", None, rows)
    tables.append(("Plans on real streets", PLAN_COLUMNS, rows))


def demo(program):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        ran = Ran([program, "demo", "--out", out, "--no-serve"])
        check("demo: made and planned", ran.code in (0, 1), f"{ran.wall:.1f} s, {ran.rss_mb:.0f} MB")
        city = out / "city.toml"
        if city.exists():
            plan_city(program, city, "demo", None, rows)
            again = Path(folder) / "again"
            Ran([program, "demo", "--out", again, "--no-serve"])
            same = all(
                (again / file.relative_to(out)).is_file() and file.read_bytes() == (again / file.relative_to(out)).read_bytes()
                for file in out.rglob("*")
                if file.is_file() and not file.name.endswith((".sqlite", ".sqlite-wal", ".sqlite-shm"))
            )
            check("demo: the same seed makes the same files", same)
        else:
            check("demo: writes city.toml", False)
    tables.append(("Demo city", PLAN_COLUMNS, rows))


def repeatable(program):
    """Byte-identical results for the same input, seed and version at any number of threads."""
    city = ROOT / "tests/cities/koeln/city.toml"
    seen = set()
    for threads in ("1", "2"):
        ran = Ran([program, "plan", city, "--scenario", "fibre50", "--json", "--threads", threads])
        plan = ran.json()
        for key in ("seconds", "peak_rss_mb", "run", "id"):
            plan.pop(key, None)
        seen.add(json.dumps(plan, sort_keys=True))
    check("koeln fibre50: the same result with one thread and with two", len(seen) == 1)


def exact_cost(path):
    """The optimum of a small directed SteinLib instance by dynamic programming over sets of terminals (Dreyfus and Wagner, 1971).

    It shares nothing with the program: another language, another method, another reader. For up to some 12 terminals.
    """
    root, terminals, arcs, nodes = None, [], {}, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "Nodes":
            nodes = int(words[1])
        elif words[0] == "A":
            arcs.setdefault(int(words[2]), []).append((int(words[1]), int(words[3])))
        elif words[0] == "Root":
            root = int(words[1])
        elif words[0] == "T":
            terminals.append(int(words[1]))
    terminals = [terminal for terminal in terminals if terminal != root]
    infinite = float("inf")
    best = {}
    for subset in sorted(range(1, 1 << len(terminals)), key=lambda subset: (bin(subset).count("1"), subset)):
        cost = [infinite] * (nodes + 1)
        if subset & (subset - 1) == 0:
            cost[terminals[subset.bit_length() - 1]] = 0
        part = (subset - 1) & subset
        while part:
            if part > subset ^ part:
                for node, (one, other) in enumerate(zip(best[part], best[subset ^ part])):
                    if one + other < cost[node]:
                        cost[node] = one + other
            part = (part - 1) & subset
        queue = [(value, node) for node, value in enumerate(cost) if value < infinite]
        heapq.heapify(queue)
        while queue:
            value, node = heapq.heappop(queue)
            if value > cost[node]:
                continue
            for before, price in arcs.get(node, []):
                if value + price < cost[before]:
                    cost[before] = value + price
                    heapq.heappush(queue, (value + price, before))
        best[subset] = cost
    return best[(1 << len(terminals)) - 1][root]


def exported(program):
    """The exported instance is the planned one: solved again it costs the same, and for a small town a script says so too."""
    with tempfile.TemporaryDirectory() as folder:
        for city, scenario in (("fixtures/musterstadt", None), ("cities/koeln", "fibre50"), ("cities/dortmund", None)):
            toml = ROOT / "tests" / city / "city.toml"
            chosen = ["--scenario", scenario] if scenario else []
            plan = Ran([program, "plan", toml, "--json", *chosen]).json()
            stp = Path(folder) / "instance.stp"
            Ran([program, "export", toml, "--format", "stp", "--out", stp, *chosen])
            solved = Ran([program, "steiner", "solve", stp, "--json"]).json()
            if not plan or not solved:
                continue
            cents, bound = round(100 * plan["objective_eur"]), round(100 * plan["lower_bound_eur"])
            agree = solved["verified"] and solved["lower_bound"] <= cents and bound <= solved["objective"]
            check(f"{city}: the exported instance, solved alone, agrees with the plan", agree,
                  f"{solved['lower_bound']} to {solved['objective']} against {bound} to {cents} cents")
            if city.startswith("fixtures"):
                exact = exact_cost(stp)
                check(f"{city}: an exact script finds the same cost", exact == cents, f"{exact} against {cents} cents")


def bad_input(program):
    """Nothing a stranger hands over may panic: a message, a hint, exit code 2."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        cases = {
            "no such file": (folder / "none.toml", None),
            "an empty file": (folder / "empty.toml", b""),
            "no TOML": (folder / "binary.toml", bytes(range(256)) * 64),
            "a key nobody knows": (folder / "key.toml", b'name = "X"\nstreats = 1\n'),
            "a missing street file": (folder / "streets.toml", b'name = "X"\n[streets]\nfile = "none.shp"\n'),
        }
        for what, (path, content) in cases.items():
            if content is not None:
                path.write_bytes(content)
            ran = Ran([program, "plan", path, "--json"], expected=(2,))
            check(f"bad input, {what}: a message with a hint and no panic",
                  ran.code == 2 and "hint:" in ran.err and "panicked" not in ran.err, ran.err.strip()[:200])
    # A reader that goes away, as `| head` does, is no reason to panic.
    process = subprocess.Popen([program, "import", ROOT / "tests/cities/koeln/city.toml", "--json"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read().decode("utf-8", "replace")
    process.wait()
    check("a reader that goes away: no panic", "panicked" not in err, err.strip()[-200:] if "panicked" in err else "")


def steiner(program, seconds):
    instances = SHARED / "steiner"
    rows = []
    with open(instances / "optima.csv", newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    for row in listed:
        path = instances / row["file"]
        if not path.exists():
            path = path.with_name(path.name + ".gz")
        ran = Ran([program, "steiner", "solve", path, "--time-limit", str(seconds), "--threads", "2", "--json"],
                  limit=10 * seconds + 60)
        answer = ran.json()
        if not answer:
            continue
        # An instance without a known optimum has the best known bounds instead.
        lower, upper = float(row["lower"]), float(row["upper"])
        slack = 1e-6 * max(1.0, abs(upper))
        bound, objective = answer["lower_bound"], answer["objective"]
        sound = (answer["verified"] is True and bound is not None and objective is not None
                 and bound <= upper + slack and objective >= lower - slack and bound <= objective + slack)
        optimal = answer["status"] == "optimal"
        if optimal and row["proven_optimal"] == "1":
            sound = sound and abs(objective - upper) <= slack
        check(f"steiner {row['file']}: bound ≤ optimum ≤ objective, verified", sound,
              f"{bound} ≤ {upper} ≤ {objective}, {answer['status']}")
        if row["file"].startswith("steinlib/b"):
            check(f"steiner {row['file']}: solved to optimality", optimal)
        gap = (objective - bound) / objective if objective else 0.0
        rows.append([row["file"], row["problem"], row["nodes"], row["terminals"], f"{upper:.9g}", f"{objective:.9g}",
                     f"{bound:.9g}", percent(gap), answer["status"], number(ran.wall, 2), number(ran.cpu, 2)])
    check("steiner: every listed instance was run", len(rows) == len(listed), f"{len(rows)} of {len(listed)}")
    solved = sum(row[8] == "optimal" for row in rows)
    print(f"     {solved} of {len(rows)} solved to optimality within {seconds} s")
    tables.append((f"Steiner instances, time limit {seconds} s",
                   ["instance", "problem", "nodes", "terminals", "optimum", "objective", "lower bound", "gap", "status",
                    "wall s", "CPU s"], rows))


def machine():
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def markdown():
    lines = [f"Machine: {machine()}.", ""]
    for title, columns, rows in tables:
        lines += [f"### {title}", "", "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
        lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "target/release/lichtweg"), help="the built program")
    parser.add_argument("--only", choices=["cities", "repeatable", "exported", "bad-input", "demo", "steiner"], action="append", help="a part of the checks; may repeat")
    parser.add_argument("--steiner-seconds", type=int, default=5, help="time limit for each Steiner instance")
    parser.add_argument("--markdown", metavar="FILE", help="write the tables there")
    arguments = parser.parse_args()
    program = Path(arguments.program).resolve()
    if not program.is_file():
        sys.exit(f"error: no program at {program}\nhint: cargo build --release")
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            sys.exit(f"error: the shared data is missing: {SHARED}\nhint: set LICHTWEG_SHARED")
        print(f"SKIPPED: the shared data is missing: {SHARED}")
        return
    os.environ["LICHTWEG_SHARED"] = str(SHARED)
    parts = {
        "cities": lambda: cities(program),
        "repeatable": lambda: repeatable(program),
        "exported": lambda: exported(program),
        "bad-input": lambda: bad_input(program),
        "demo": lambda: demo(program),
        "steiner": lambda: steiner(program, arguments.steiner_seconds),
    }
    for name, part in parts.items():
        if not arguments.only or name in arguments.only:
            part()
    if arguments.markdown:
        Path(arguments.markdown).write_text(markdown(), encoding="utf-8")
    print(f"{len(failures)} checks failed" if failures else "every check passed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
