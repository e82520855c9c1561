from itertools import chain

import pytest

from gardefou.core.ledger import Entry
from gardefou.core.need import Place
from gardefou.ledger.meter import (
    Meter,
    Pulse,
    account,
    assumed_energy,
    declared_energy,
    machine_pulse,
)


def beating(*pulses: Pulse):
    beats = iter(pulses)
    return lambda: next(beats)


def test_a_step_costs_what_passed_between_its_ends():
    meter = Meter(beating(Pulse(10, 4, 100), Pulse(13, 9, 250)))
    with meter.step("race"):
        pass
    assert meter.entries == [Entry("race", 3, 5, 250)]


def test_a_step_inside_another_is_counted_once():
    meter = Meter(beating(Pulse(0, 0, 1), Pulse(2, 1, 1), Pulse(5, 9, 2), Pulse(6, 10, 2)))
    with meter.step("all"), meter.step("fit"):
        pass
    assert meter.entries == [Entry("fit", 3, 8, 2), Entry("all", 3, 2, 2)]
    assert account(meter.entries, Place()).wall_s == 6


def test_a_step_that_fails_is_in_the_ledger_too():
    meter = Meter(beating(Pulse(0, 0, 1), Pulse(1, 1, 1)))
    with pytest.raises(ZeroDivisionError), meter.step("fit"):
        raise ZeroDivisionError
    assert [entry.step for entry in meter.entries] == ["fit"]


def test_the_machine_counts_work_and_memory():
    before = machine_pulse()
    assert sum(range(2_000_000)) > 0
    after = machine_pulse()
    assert after.cpu_s > before.cpu_s
    assert 5 < after.peak_mb < 100_000


def test_the_machine_counts_its_children():
    import subprocess
    import sys

    before = machine_pulse()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert machine_pulse().cpu_s - before.cpu_s > 0.01


def test_declared_watts_bound_the_energy_by_our_share_and_by_all_of_the_machine():
    energy = declared_energy(7200, 3600, 100, cores=4)
    assert (energy.low, energy.value, energy.high) == (25, 112.5, 200)
    assert energy.origin == "estimated"
    assert "100 W" in energy.by


def test_assumed_watts_are_2_to_10_a_core():
    energy = assumed_energy(3600, 3600, 0)
    assert (energy.low, energy.high) == (2, 10)
    assert energy.value == pytest.approx(20**0.5)


def test_memory_costs_a_little():
    with_memory, without = assumed_energy(3600, 0, 8000), assumed_energy(3600, 0, 0)
    assert with_memory.low == pytest.approx(2.4)
    assert with_memory.high == pytest.approx(3.2)
    assert without.value == 0


HOUR = [Entry("race", 3600, 3600, 0)]


@pytest.mark.parametrize("place", [Place(), Place(watts=60), Place(country="FR", kwh=0.2)])
def test_every_interval_holds_its_value(place):
    ledger = account(HOUR, place)
    for quantity in filter(None, (ledger.energy_wh, ledger.co2_g, ledger.money)):
        assert quantity.low <= quantity.value <= quantity.high


def test_carbon_goes_by_the_country():
    ledger = account(HOUR, Place(country="FR"))
    assert ledger.co2_g.low == pytest.approx(2 * 56 / 1000)
    assert ledger.co2_g.high == pytest.approx(10 * 56 / 1000)
    assert ledger.co2_g.unit == "g"


def test_an_unknown_country_widens_the_carbon_to_that_of_the_world():
    ledger = account(HOUR, Place())
    assert ledger.co2_g.low == pytest.approx(2 * 20 / 1000)
    assert ledger.co2_g.high == pytest.approx(10 * 1000 / 1000)


def test_money_is_none_unless_a_price_was_declared():
    assert account(HOUR, Place()).money is None


def test_money_is_the_hours_of_the_machine_and_its_electricity():
    machine = account(HOUR, Place(machine_hour=0.1)).money
    both = account(HOUR, Place(machine_hour=0.1, kwh=0.2), currency="CHF").money
    assert (machine.value, machine.low, machine.high) == (0.1, 0.1, 0.1)
    assert both.high == pytest.approx(0.1 + 0.010 * 0.2)
    assert (machine.unit, both.unit) == ("EUR", "CHF")


def test_nothing_done_costs_nothing():
    ledger = account(chain(), Place(kwh=0.2), openings=2)
    assert (ledger.wall_s, ledger.energy_wh.high, ledger.money.high) == (0, 0, 0)
    assert ledger.vault_openings == 2
