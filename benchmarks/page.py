"""The committed page, benchmarks/results.md, made of what benchmarks/results.json holds."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.record import FOLDER, Results

PAGE = FOLDER / "results.md"
HEAD = """\
# Speed

Made by `make bench` of what benchmarks/results.json holds. The full model: every mechanism and all indicators of the
population on. Medians of five turns; what is compared was measured by turns in one run, because times drift with the
machine and ratios drift less. News: *quiet*, none; *talks*, an announcement and an outcome every 20 days, each live for
at least 5; *eight live*, eight announcements in the media on every day.
"""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A table in Markdown; columns after the first `words` are numbers."""
    rule = "|" + "---|" * words + "---:|" * (len(head) - words)
    first, *rest = [f"| {' | '.join(line)} |" for line in [head, *rows]]
    return "\n".join([first, rule, *rest]) + "\n"


def sizes(rows: list[dict[str, Any]]) -> str:
    """Nanoseconds and bytes."""
    names = list(rows[0]["ns"])
    head = ["people", "contacts", *(f"{name}, ns" for name in names), "bytes of contacts", "of everything"]
    body = [
        [
            f"{row['people']:,}", str(row["contacts"]), *(f"{row['ns'][name]:.0f}" for name in names),
            f"{row['bytes']['contacts']:.0f}", f"{sum(row['bytes'].values()):.0f}",
        ]
        for row in rows
    ]  # fmt: skip
    return (
        "Nanoseconds of one citizen-day on one thread, and bytes per citizen of the arrays that the kernel walks.\n\n"
        "![Cost of a citizen-day by number of people](cost.svg)\n\n" + table(head, body, words=0)
    )


def memory(found: dict[str, float]) -> str:
    """One number."""
    return (
        f"One run of {found['people']:,} citizens adds {found['bytes']:.0f} bytes per citizen to the peak memory of "
        "its process, as the operating system counts it: making the society and the tables are in it.\n"
    )


def threads(found: dict[str, float]) -> str:
    """Two numbers."""
    return (
        f"Two threads live many runs of 2,000 citizens {found['side_by_side']:.2f} times as fast as one, "
        f"and one run of {found['one_run_people']:,} citizens {found['one_run']:.2f} times as fast.\n"
    )


def engines(found: dict[str, float]) -> str:
    """One number."""
    return (
        f"Compiled, a run of {found['people']:,} citizens over {found['days']} days is {found['ratio']:,.0f} times as "
        "fast as the same citizens interpreted as agents of Mesa, with the same bits.\n"
    )


def phases(found: dict[str, Any]) -> str:
    """Where the time of a day goes."""
    sizes = list(found["ns"].values())
    return (
        "Nanoseconds per citizen of each pass, the fastest of five turns of compiled loops that give every turn the "
        f"same morning. The item was news yesterday as well, and {found['learn_share']:.0%} of the citizens learn it "
        "on this day. "
        "Here each pass waits for its own memory; in a run beyond 100,000 people most of what is gathered was asked "
        "for ahead, so that a day costs less than its passes. A pass that runs while memory for the one before is "
        "still on its way may cost nothing, or less.\n\n"
        + table(
            ["pass", *(f"{int(people):,} people" for people in found["ns"])],
            [[name, *(f"{ns[name]:.1f}" for ns in sizes)] for name in sizes[0]],
        )
    )


def peers(rows: list[dict[str, Any]]) -> str:
    """Others' bare contagion against the full model."""
    people = list(rows[0]["million_a_second"])
    head = ["package", "what its user writes", "versions"]
    head += [f"at {int(n):,}" for n in people] + [f"the full model is × faster at {int(n):,}" for n in people]
    body = []
    for row in rows:
        speeds = [row["million_a_second"][n] for n in people]
        numbers = [f"{speed['theirs']:.2g}" for speed in speeds] + [f"{speed['ratio']:.2g}" for speed in speeds]
        body.append([row["title"], row["kind"], row["versions"], *numbers])
    return (
        "Million agent-steps a second of a bare contagion of three moods (benchmarks/peers/contagion.py), ten "
        "contacts, one thread, only the stepping timed; that all end with the same shares was checked. Beside it, how "
        "many times as many citizen-days a second the full model lives, with *talks* as news, in the same process by "
        "turns.\n\n![The full model against bare contagion elsewhere](peers.svg)\n\n" + table(head, body, words=3)
    )


def code(found: dict[str, Any]) -> str:
    """What the checks found."""
    counted = found["multiplications"]
    entries = f"Each of the {len(found['signatures'])} entries of the kernel is compiled for one signature.\n"
    if not counted:
        return "This processor cannot tell whether the passes are vectorized. " + entries
    rows = [[f"`{name}`", str(vectors), str(numbers)] for name, (vectors, numbers) in counted.items()]
    return (
        "Multiplications in the machine code of each pass that has to be vectorized; the scalar ones are for arguments "
        f"that overlap, which these never do. {entries}\n" + table(["pass", "of vectors", "of single numbers"], rows)
    )


def overhead(found: dict[str, float]) -> str:
    """Two numbers."""
    return (
        f"A study of {found['runs']:,} runs of {found['people']:,} citizens over {found['days']} days, each with "
        f"parameters of its own, takes {found['seconds']:.0f} seconds on one thread, {found['overhead']:.1%} more than "
        "the kernel alone takes for the same runs: planning, tables of all runs and the disk.\n"
    )


def many(found: dict[str, float]) -> str:
    """Five numbers."""
    return (
        f"A study of {found['runs']:,} runs of {found['people']:,} citizens over {found['days']} days on "
        f"{found['cores']} cores: {found['runs_a_second']:,.0f} runs a second until the results are on the disk, "
        f"{found['share']:.0%} of what the kernel alone does on as many threads; {found['peak'] / 2**20:.0f} MiB at "
        f"the peak. The same command again, which finds everything done, takes {found['again']:.1f} seconds.\n"
    )


def startup(found: dict[str, float]) -> str:
    """Four numbers."""
    rows = [
        ["`sentiment-abm --help`", found["help"]],
        ["a second `sentiment-abm run` of a small scenario, report and all", found["second_run"]],
        ["first call in a new process, compiled code kept from before", found["cached_first_call"]],
        ["first call, nothing kept: all of the kernel is compiled", found["cold_compile"]],
    ]
    return table(["start-up", "seconds"], [[str(name), f"{seconds:.2g}"] for name, seconds in rows])


PARTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "sizes": ("Size, contacts and news", sizes),
    "memory": ("Memory", memory),
    "threads": ("Threads", threads),
    "engines": ("Engines", engines),
    "overhead": ("Sweeps", overhead),
    "many": ("Many small runs", many),
    "phases": ("A day by its passes", phases),
    "peers": ("Other packages", peers),
    "startup": ("Start-up", startup),
    "code": ("Machine code", code),
}


def page(results: Results) -> str:
    """The whole text; parts that were never measured are left out."""
    parts = [HEAD]
    for name, (title, write) in PARTS.items():
        if name in results:
            made = results[name]
            stamp = f"*{made['machine']}; {made['versions']}; rules {made['rules']}.*\n"
            parts.append(f"## {title}\n\n{write(made['found'])}\n{stamp}")
    return "\n".join(parts)
