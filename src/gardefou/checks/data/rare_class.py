"""D011: too few of a class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.personal import discreet


@check("D011")
def rare_class(
    need: Need,
    class_counts: Mapping[str, int],
    *,
    alarm_below: int = 10,
    ask_below: int = 50,
    max_share: float = 0.85,
    most_lines: int = 3,
) -> Iterator[Finding]:
    """Too few rows of a class to learn it or to tell whether it was learned; lopsided classes.

    Why it matters: a model meets such a class a handful of times, learns its accidents, and
    nobody can measure how often it misses it. And where nearly all rows have one answer, always
    giving that answer is right nearly always, and worthless.
    How: exact counts of the rows that may be learned from. alarm_below: 10; with 10 rows a share
    of hits is known to about 26 points either way, so nothing can be promised. ask_below: 50; to
    about 13 points. max_share: share of the commonest class from which "share of right answers"
    is said to mislead; 0.85, as a model that has learned nothing is then right 6 times in 7.
    most_lines: rare classes that are named one by one; 3, more of them share a line.
    When it errs: a class of few but very plain cases can be learned from ten rows. A table made
    by picking rows (as many of each class) hides how rare a class is out there.
    False alarms: the counts are exact; penguins (68 of the rarest kind) is not accused.
    Remedy: collect rows of that class, join it with a like one, or leave it to a person. A
    lopsided table needs nothing but prices: gardefou judges by them, never by right answers.
    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953 (the interval of a share)
    """
    if need.task is Task.REGRESSION or need.target is None:
        raise NotApplicable(say("data.rare_class.no_classes"))
    counts = {name: count for name, count in sorted(class_counts.items()) if count > 0}
    if len(counts) < 2:
        return  # an answer that never changes is constant_column's
    rare = _Rare(need.target, alarm_below, ask_below)
    for low, high in ((0, alarm_below), (alarm_below, ask_below)):
        these = {name: count for name, count in counts.items() if low <= count < high}
        if len(these) > most_lines:
            yield rare.several(these)
        else:
            yield from (rare.one(name, count) for name, count in these.items())
    rows = sum(counts.values())
    commonest = max(counts, key=lambda name: (counts[name], name))
    if counts[commonest] >= max_share * rows:
        yield Finding(
            columns=(need.target,),
            severity=Severity.NOTE,
            says=say(
                "data.rare_class.lopsided",
                answer=discreet(commonest),
                share=counts[commonest] / rows,
            ),
            remedy=say("data.rare_class.lopsided_remedy"),
            measured=intervals.share(counts[commonest], rows, unit="share of rows"),
            limit=max_share,
            rows=rows - counts[commonest],
        )


@dataclass(frozen=True)
class _Rare:
    """Findings of rare classes of a target, and where they become an alarm or a question."""

    target: str
    alarm_below: int
    ask_below: int

    def one(self, name: str, count: int) -> Finding:
        """A class by itself."""
        half = intervals.share(count // 2, count)
        which = "alarm" if count < self.alarm_below else "ask"
        says = say(
            f"data.rare_class.{which}",
            answer=discreet(name),
            count=count,
            half=(half.high - half.low) / 2,
        )
        return replace(self._found(says, count, count), group={self.target: discreet(name)})

    def several(self, counts: Mapping[str, int]) -> Finding:
        """Many classes in one line."""
        rarest = min(counts, key=lambda name: (counts[name], name))
        says = say(
            "data.rare_class.several",
            target=self.target,
            classes=len(counts),
            answer=discreet(rarest),
            count=counts[rarest],
            most=max(counts.values()),
        )
        return self._found(says, counts[rarest], sum(counts.values()))

    def _found(self, says: str, fewest: int, rows: int) -> Finding:
        alarm = fewest < self.alarm_below
        return Finding(
            columns=(self.target,),
            severity=Severity.ALARM if alarm else Severity.ASK,
            says=says,
            remedy=say("data.rare_class.remedy", more=self.ask_below - fewest),
            measured=Estimate(fewest, fewest, fewest, "rows", fewest),
            limit=self.alarm_below if alarm else self.ask_below,
            rows=rows,
            answers=(waiver("rare_class", self.target),),
        )
