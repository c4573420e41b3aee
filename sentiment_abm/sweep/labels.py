"""The columns by which runs are known in the table of runs: case, replicate, seed and what a study varies."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from sentiment_abm.sweep.ledger import Planned

OWN: Mapping[str, pa.DataType] = {"case": pa.string(), "replicate": pa.int64(), "seed": pa.uint64()}


class Labels:
    """The labels of planned runs; their types depend on the whole plan.  Runs without a plan have their ids alone."""

    def __init__(self, plan: Iterable[Planned] = ()) -> None:
        self.planned = {run.run_id: run for run in plan}
        # Replicates share one mapping, so that a study of many replicates has few of them.
        self.points = {id(run.varied): run.varied for run in self.planned.values()}
        self.texts = {key: json.dumps(varied, ensure_ascii=False) for key, varied in self.points.items()}
        names = dict.fromkeys(name for varied in self.points.values() for name in varied)
        self.varied = {name: kind_of(varied.get(name) for varied in self.points.values()) for name in names}

    @property
    def names(self) -> list[str]:
        """The columns, the run's id first."""
        return ["run_id", *([*OWN, *self.varied] if self.planned else [])]

    def table(self, run_ids: Sequence[str]) -> pa.Table:
        """The labels of these runs, a row each."""
        columns = {"run_id": pa.array(run_ids, pa.string())}
        if self.planned:
            runs = [self.planned[run_id] for run_id in run_ids]
            columns |= {name: pa.array([getattr(run, name) for run in runs], kind) for name, kind in OWN.items()}
            for name, kind in self.varied.items():
                values = [run.varied.get(name) for run in runs]
                columns[name] = pa.array([*map(_text, values)] if kind == pa.string() else values, kind)
        return pa.table(columns)

    def told(self, run_ids: Sequence[str]) -> list[str]:
        """These runs and their labels as texts, by which two tables of labels can be told apart."""
        if not self.planned:
            return [*run_ids]
        runs = [self.planned[run_id] for run_id in run_ids]
        varied = (self.texts[id(run.varied)] for run in runs)
        return [*run_ids, *(run.case for run in runs), *(str(run.replicate) for run in runs), *varied]


def kind_of(values: Iterable[Any]) -> pa.DataType:
    """The type of a column of varied settings: numbers, true or false, or texts."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    return pa.float64() if kinds <= {int, float} else pa.string()


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
