from gardefou.checks.data.no_signal import no_signal
from gardefou.core.finding import Severity
from gardefou.core.need import Cost, Need
from small import signal

NEED = Need(target="y", cost=Cost(unit="EUR"))


def test_columns_that_say_nothing_are_an_alarm_with_the_money():
    (finding,) = no_signal(NEED, signal(p=0.3))
    assert finding.severity is Severity.ALARM
    assert finding.measured.unit == "AUC"
    assert "0.1 EUR per decision [0.05 to 0.15]" in finding.says
    assert "luck alone scores as well 30 % of the time" in finding.says


def test_columns_that_say_something_are_left_alone():
    assert no_signal(NEED, signal(p=0.009)) == []


def test_the_limit_is_kept():
    assert no_signal(NEED, signal(p=0.3), max_p=0.5) == []
