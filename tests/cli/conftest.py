"""Flows that only note what they were asked, and a way to run a command and see what it says."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gardefou.cli.main import main
from gardefou.core.ledger import Ledger
from gardefou.core.need import Need
from gardefou.core.table import Table
from gardefou.core.verdict import Answer, Learned, Record, Verdict


@dataclass
class Flow:
    """A flow that answers what it is told to; asked: the arguments of its last call."""

    answer: Any
    asked: dict[str, Any] = field(default_factory=dict)
    given: tuple[Any, ...] = ()

    def __call__(self, *given: Any, **asked: Any) -> Any:
        self.given, self.asked = given, asked
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer(*given, **asked) if callable(self.answer) else self.answer


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def record() -> Record:
    """A training that ended well."""
    model = Learned("linear", True, {}, 1.0)
    verdict = Verdict(Answer.GO, None)
    return Record(Table("t.csv", 3, (), "ab"), Need(), verdict, (), Ledger(()), model=model)


@pytest.fixture
def audited(record: Record) -> Record:
    """An audit that found nothing."""
    return replace(record, verdict=Verdict(None, None), model=None)


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Any], Flow]:
    """Put a flow in the place of `module.name`."""

    def put(where: str, answer: Any) -> Flow:
        module_name, _, name = where.rpartition(".")
        module = ModuleType(module_name)
        flow = Flow(answer)
        setattr(module, name, flow)
        monkeypatch.setitem(sys.modules, module_name, module)
        return flow

    return put


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GARDEFOU_DEBUG", raising=False)

    def said(*args: str) -> Said:
        status = main(args)
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return said
