"""Executors by name, and what is said about names that mean nothing and schedulers that do not answer."""

import socket
import sys
import time

import pytest

from sentiment_abm.spec import InputError
from sentiment_abm.sweep import pools
from sentiment_abm.sweep.crew import size_of
from sentiment_abm.sweep.pools import pool_named


@pytest.mark.parametrize("name", ["threads:2", "processes:2"])
def test_workers_of_this_machine(name):
    with pool_named(name)() as pool:
        assert size_of(pool) == 2
        assert [future.result(60) for future in [pool.submit(pow, 2, n) for n in range(4)]] == [1, 2, 4, 8]


@pytest.mark.slow  # a cluster takes seconds to start
def test_workers_of_a_dask_cluster_which_outlives_us():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp") as cluster:
        name = cluster.scheduler_address.replace("tcp", "dask")
        for _ in range(2):
            with pool_named(name)() as pool:
                assert size_of(pool) == 2
                assert [future.result(60) for future in [pool.submit(pow, 2, n) for n in range(4)]] == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("threads", "executor 'threads': '' is not a whole number from 1 on"),
        ("processes:x", "executor 'processes:x': 'x' is not a whole number from 1 on"),
        ("threads:0", "executor 'threads:0': '0' is not a whole number from 1 on"),
        ("thread:3", "(did you mean 'threads:N'?)"),
        ("dask://", "executor 'dask://' is not one of threads:N, processes:N, dask://HOST:PORT"),
        ("slurm://here", "executor 'slurm://here' is not one of"),
        ("", "executor '' is not one of"),
    ],
)
def test_a_name_that_means_nothing_is_explained(name, problem):
    with pytest.raises(InputError) as caught:
        pool_named(name)
    assert problem in str(caught.value)


def test_a_scheduler_that_does_not_answer_is_named_within_seconds(monkeypatch):
    monkeypatch.setattr(pools, "PATIENCE", 0.2)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: the port is ours, and refuses
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(InputError, match=f"executor dask://{address}: no scheduler answers: "):
            pool_named(f"dask://{address}")()
    assert time.monotonic() - started < 30


def test_an_address_without_a_port_is_explained():
    with pytest.raises(InputError, match="executor dask://somewhere: no scheduler answers: missing port number"):
        pool_named("dask://somewhere")()


def test_without_the_extra_dask_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not installed
    with pytest.raises(InputError, match=r"needs the extra dask: pip install 'sentiment-abm\[dask\]'"):
        pool_named("dask://127.0.0.1:8786")()
