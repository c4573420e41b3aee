"""How the replicates of each case at each point are spread, day by day: quantiles in place of the series themselves.

They are made one indicator after the other from the series that a study stored, so that a study of any size needs
little memory.  A part holds some points, and each indicator is a row group of it.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import batched, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sentiment_abm.sweep.crew import processors
from sentiment_abm.sweep.durable import all_whole
from sentiment_abm.sweep.folder import Folder
from sentiment_abm.sweep.labels import Labels
from sentiment_abm.sweep.ledger import Planned, Stored
from sentiment_abm.sweep.parts import QUANTILES, file_entry, writer
from sentiment_abm.sweep.records import beside, column
from sentiment_abm.sweep.series import Choice, Series
from sentiment_abm.sweep.spread import spread

PART_POINTS = 50
MOST_ROWS = 2**22  # days of runs that are looked at together: 32 MB of an indicator


def points(plan: Iterable[Planned], stored: Mapping[str, Stored]) -> dict[str, list[str]]:
    """The done runs of each case at each point, in the order of their ids; the key is a hash of which they are."""
    found: dict[tuple[str, int], list[str]] = {}
    for run in plan:
        if (there := stored.get(run.run_id)) and there.status == "done":
            # Replicates share one mapping of what is varied.
            found.setdefault((run.case, id(run.varied)), []).append(run.run_id)
    return {key_of(run_ids): sorted(run_ids) for run_ids in found.values()}


def key_of(run_ids: Iterable[str]) -> str:
    """The key of a point with these done runs, 32 hexadecimal digits."""
    return hashlib.blake2b("\n".join(sorted(run_ids)).encode(), digest_size=16).hexdigest()


def labelled_points(
    tables: Sequence[pa.Table], plan: Sequence[Planned], stored: Mapping[str, Stored], labels: Labels
) -> pa.Table:
    """The quantiles of the points of a plan, in its order, with the labels of the points in place of their keys."""
    first = {key: run_ids[0] for key, run_ids in points(plan, stored).items()}
    known = labels.table([*first.values()]).drop_columns(["run_id", "replicate", "seed"])
    if not tables:
        return known.slice(0, 0)
    table = pa.concat_tables(tables)
    place = pc.index_in(table["point"], value_set=pa.array([*first], pa.string())).to_numpy()
    order = np.argsort(place, kind="stable")  # NaN, of points that are not in the plan as it is, at the end
    order = order[: np.count_nonzero(~np.isnan(place))]
    told, numbers = known.take(pa.array(place[order].astype(np.int64))), table.drop_columns(["point"]).take(order)
    return beside(told, numbers)


class Alike(NamedTuple):
    """Points with as many runs and rows each, one after the other."""

    keys: list[str]
    shape: tuple[int, int, int]  # points, runs, rows
    first: int  # row, among those that were chosen
    labels: pa.Table  # point, segment, day


class Quantiles:
    """The quantiles of an open results folder for the points of a plan."""

    def __init__(self, folder: Folder, labels: Labels) -> None:
        self.folder = folder
        self.points = points(labels.planned.values(), folder.stored)
        self.parts = [name for name, form in folder.forms.items() if form == QUANTILES]
        self.made = {key: part for part in self.parts for key in self._keys(part)}
        self.new = sorted(key for key in self.points if key not in self.made)

    def needed(self) -> list[str]:
        """The runs whose days are needed to make what is not made yet."""
        return sorted(run_id for key in self.new for run_id in self.points[key])

    def make(self) -> None:
        """Make the quantiles of all points, copy those that are made already, and forget all others."""
        groups = {_name(keys): keys for keys in batched(sorted(self.points), PART_POINTS)}
        by_part: dict[str, list[str]] = {}
        for run_id in self.needed():
            by_part.setdefault(self.folder.stored[run_id].part, []).append(run_id)
        series = Series(self.folder.root, by_part)
        (self.folder.root / QUANTILES).mkdir(exist_ok=True)
        for some in self._chunks({name: keys for name, keys in groups.items() if name not in self.parts}, series):
            self._write(some, series)
        if gone := [part for part in self.parts if part not in groups]:
            self.folder.exchange({}, [], gone)

    def _chunks(self, groups: Mapping[str, Sequence[str]], series: Series) -> Iterator[dict[str, Sequence[str]]]:
        """As many groups at a time as should be in memory."""
        chunk: dict[str, Sequence[str]] = {}
        rows = 0
        for name, keys in groups.items():
            mine = sum(series.rows(run_id) for key in keys if key not in self.made for run_id in self.points[key])
            if chunk and rows + mine > MOST_ROWS:
                yield chunk
                chunk, rows = {}, 0
            chunk[name] = keys
            rows += mine
        if chunk:
            yield chunk

    def _write(self, groups: Mapping[str, Sequence[str]], series: Series) -> None:
        """Write parts, and enter them."""
        new = [key for keys in groups.values() for key in keys if key not in self.made]
        choice = series.choose([run_id for key in new for run_id in self.points[key]])
        alike = [*self._alike(new, series)]
        places = {name: self.folder.root / QUANTILES / f"{name}.parquet" for name in groups}
        with all_whole() as named:
            with contextlib.ExitStack() as stack:
                files: dict[str, pq.ParquetWriter] = {}
                for number, tables in enumerate(_by_indicator(series.names or self._names(), alike, series, choice)):
                    for name, keys in groups.items():
                        parts = [tables[key] if key in tables else self._made(key, number) for key in keys]
                        table = pa.concat_tables(parts).combine_chunks()
                        if name not in files:
                            files[name] = stack.enter_context(writer(named(places[name]), table))
                        files[name].write_table(table, row_group_size=len(table))
            entries = [file_entry(name, QUANTILES, named(place)) for name, place in places.items()]
        self.folder.exchange(dict.fromkeys(groups, QUANTILES), entries, [])

    def _alike(self, keys: Sequence[str], series: Series) -> Iterator[Alike]:
        """These points, in order, those that have the same shape together."""
        first = 0
        shapes = [(len(self.points[key]), series.rows(self.points[key][0])) for key in keys]
        for (runs, rows), found in groupby(zip(shapes, keys, strict=True), key=lambda each: each[0]):
            mine = [key for _, key in found]
            labels = [series.keys(self.points[key][0]).add_column(0, "point", pa.repeat(key, rows)) for key in mine]
            yield Alike(mine, (len(mine), runs, rows), first, pa.concat_tables(labels).combine_chunks())
            first += len(mine) * runs * rows

    def _made(self, key: str, number: int) -> pa.Table:
        """The rows of a point that is made already, of one indicator."""
        with pq.ParquetFile(self._path(self.made[key])) as file:
            table = file.read_row_group(number)
        return table.filter(pc.equal(table["point"], key))

    def _names(self) -> list[str]:
        """The indicators of the parts that are there."""
        with pq.ParquetFile(self._path(self.parts[0])) as file:
            groups = [file.read_row_group(n, columns=["indicator"]) for n in range(file.num_row_groups)]
        return [group["indicator"][0].as_py() for group in groups]

    def _keys(self, part: str) -> list[str]:
        """The points of a part."""
        with pq.ParquetFile(self._path(part)) as file:
            found: list[str] = file.read_row_group(0, columns=["point"])["point"].unique().to_pylist()
        return found

    def _path(self, part: str) -> Path:
        return self.folder.root / QUANTILES / f"{part}.parquet"


def _by_indicator(
    indicators: Sequence[str], alike: Sequence[Alike], series: Series, choice: Choice
) -> Iterator[dict[str, pa.Table]]:
    """The rows of one indicator after the other, by point; some at a time, because sorting is the most work."""
    with ThreadPoolExecutor(processors()) as pool:
        for some in batched(indicators, processors()):
            yield from pool.map(partial(_tables, alike=alike, series=series, choice=choice), some)


def _tables(indicator: str, alike: Sequence[Alike], series: Series, choice: Choice) -> dict[str, pa.Table]:
    """The rows of one indicator by point."""
    values = series.column(indicator, choice)
    found: dict[str, pa.Table] = {}
    for each in alike:
        points_, runs, rows = each.shape
        mine = values[each.first : each.first + points_ * runs * rows].reshape(each.shape)
        numbers = {name: column(told.ravel()) for name, told in spread(mine.swapaxes(1, 2)).items()}
        arrays = [*each.labels.columns, pa.repeat(indicator, points_ * rows), *numbers.values()]
        table = pa.Table.from_arrays(arrays, names=[*each.labels.column_names, "indicator", *numbers])
        found |= {key: table.slice(k * rows, rows) for k, key in enumerate(each.keys)}
    return found


def _name(keys: Sequence[str]) -> str:
    """The name of a part with these points."""
    return f"part-{keys[0][:12]}-{hashlib.blake2b(''.join(keys).encode(), digest_size=6).hexdigest()}"
