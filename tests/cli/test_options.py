from dataclasses import dataclass

import click
import pytest

from gardefou.cli.options import gathered


@dataclass(frozen=True)
class Pair:
    first: str = "a"
    second: int = 1


def invoked(*args: str, options):
    seen = {}

    @click.command()
    @gathered("pair", Pair, *options)
    @click.option("--other", default="o")
    def command(pair, other):
        seen.update(pair=pair, other=other)

    command.main(args, standalone_mode=False)
    return seen


FIRST, SECOND = click.option("--first", default="z"), click.option("--second", type=int, default=2)


def test_flags_are_gathered_into_one_argument():
    assert invoked("--second", "5", options=(FIRST, SECOND)) == {"pair": Pair("z", 5), "other": "o"}


def test_a_flag_that_a_command_lacks_keeps_its_default():
    assert invoked("--first", "b", options=(FIRST,))["pair"] == Pair("b", 1)


@pytest.mark.parametrize(("sign", "seen"), [(";", ";"), ("tab", "\t"), (r"\t", "\t"), ("\t", "\t")])
def test_a_tab_can_be_named(run, flow, record, sign, seen):
    learned = flow("gardefou.flows.train.train", record)
    assert run("train", "t.csv", "--target", "y", "--separator", sign).status == 0
    assert learned.asked["reading"].separator == seen
