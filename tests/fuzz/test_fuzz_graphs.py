"""Networks from files: a simple graph of exactly the pairs that stand there, or a refusal with line, node or edge."""

import gzip
import io
import os
import resource
import zlib

import networkx as nx
import pytest
from hypothesis import strategies as st

from sentiment_abm.society.files import fingerprint, read
from sentiment_abm.society.network import taken
from sentiment_abm.society.society import Society
from sentiment_abm.spec import InputError
from tests.fuzzing import TOKENS, answered, fuzzed, mutated, within

GML = 'graph [\n node [ id 0 label "a" ]\n node [ id 1 label "b" segment "west" ]\n edge [ source 0 target 1 ]\n]\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with an honest file of each kind."""
    made = tmp_path_factory.mktemp("graphs")
    karate = nx.karate_club_graph()
    nx.set_node_attributes(karate, {node: ("west", "east")[node % 2] for node in karate}, "segment")
    nx.write_graphml(karate, made / "honest.graphml")
    (made / "honest.gml").write_text("\n".join(nx.generate_gml(nx.path_graph(6))))
    edges = "source,target\n" + "".join(f"p{a},p{b}\n" for a, b in karate.edges)
    (made / "honest.csv").write_text(edges)
    (made / "honest.csv.gz").write_bytes(gzip.compress(edges.encode()))
    return made


def made_of(folder, content, suffix):
    path = folder / f"network{suffix}"
    path.write_bytes(content)
    graph = answered(f"networks ({suffix})", lambda: read(path), f"network{suffix}")
    society = None if graph is None else answered(f"societies ({suffix})", lambda: Society(file=path))
    if suffix == ".csv" and graph is not None:
        lines = content.decode("utf-8-sig").splitlines()
        assert graph.number_of_edges() <= len(lines) - 1
    if society is not None:
        assert not graph.is_directed()
        assert not graph.is_multigraph()
        assert nx.number_of_selfloops(graph) == 0
        assert society.people == graph.number_of_nodes() >= 1
        assert len(society.contacts.rows) == 2 * graph.number_of_edges()
        assert abs(sum(segment.share for segment in society.segments) - 1) < 1e-9


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".graphml", ".gml"])
def test_honest_files_are_fine(folder, suffix):
    assert Society(file=folder / f"honest{suffix}").people in (6, 34)


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".graphml", ".gml"])
@fuzzed(st.integers(0, 2**40), examples=40)
def test_files_changed_at_random(folder, suffix, seed):
    made_of(folder, mutated(folder / f"honest{suffix}", seed, seed % 6)[1], suffix)


@fuzzed(st.integers(0, 2**40), examples=40)
def test_archives_of_files_changed_at_random(folder, seed):
    """Broken below the compression, so that the reader of the edges sees it."""
    made_of(folder, gzip.compress(mutated(folder / "honest.csv", seed, seed % 6)[1]), ".csv.gz")


names = st.sampled_from(TOKENS) | st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from("abcd")


@fuzzed(st.lists(st.tuples(names, names), max_size=8), examples=80)
def test_pairs_of_any_names(folder, pairs):
    text = io.StringIO()
    import csv

    csv.writer(text).writerows([("source", "target"), *pairs])
    made_of(folder, text.getvalue().encode(), ".csv")


@fuzzed(st.binary() | st.text().map(lambda text: text.encode(errors="replace")), examples=40)
def test_anything_at_all(folder, content):
    for suffix in (".csv", ".csv.gz", ".graphml", ".gml"):
        made_of(folder, content, suffix)


# -- by hand


def problems_of(path):
    with pytest.raises(InputError) as caught, within(60):
        taken(read(path), str(path))
    assert all("\n" not in problem for problem in caught.value.problems)
    return caught.value.problems


def bomb(path, line, size):
    """A small archive of a large file: the same line again and again."""
    packer = zlib.compressobj(9, wbits=31)
    with path.open("wb") as file:
        file.write(packer.compress(b"source,target\n"))
        for _ in range(size // (len(line) * 10**4)):
            file.write(packer.compress(line * 10**4))
        file.write(packer.flush())


@pytest.mark.parametrize("line", [b"\n", b"a,b\n", b'"', b"a"], ids=["blank", "pair", "quote", "no end"])
def test_an_archive_that_expands_without_measure(tmp_path, line):
    bomb(tmp_path / "edges.csv.gz", line, 10**8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with within(30):
        problems = problems_of(tmp_path / "edges.csv.gz")
    assert any("larger than" in problem for problem in problems)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_an_honest_archive_that_packs_well_is_read(tmp_path):
    """A ring of names of one length: as regular as a network can be."""
    edges = "".join(f"person{n:06},person{n + 1:06}\n" for n in range(20_000))
    (tmp_path / "ring.csv.gz").write_bytes(gzip.compress(b"source,target\n" + edges.encode(), 9))
    assert read(tmp_path / "ring.csv.gz").number_of_edges() == 20_000


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20)
)


@pytest.mark.parametrize(
    "head",
    [
        f"{LAUGHS}]>",
        '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE g SYSTEM "http://localhost/x.dtd">',
    ],
    ids=["billion laughs", "a file of the machine", "another host"],
)
def test_entities_are_refused(tmp_path, head):
    text = f'<?xml version="1.0"?>{head}<graphml><graph edgedefault="undirected"><node id="&u;"/></graph></graphml>'
    (tmp_path / "x.graphml").write_text(text)
    [problem] = problems_of(tmp_path / "x.graphml")
    assert problem.endswith("a DOCTYPE is refused, remove it")


def test_entities_in_another_encoding_are_refused(tmp_path):
    text = f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}]><graphml>&t;</graphml>'
    (tmp_path / "x.graphml").write_bytes(text.encode("utf-16"))
    [problem] = problems_of(tmp_path / "x.graphml")
    assert "not UTF-8 text" in problem


@pytest.mark.parametrize("tag", ["graph", "node", "data", "x"])
def test_deep_markup(tmp_path, tag):
    (tmp_path / "x.graphml").write_text(f"<graphml>{f'<{tag}>' * 200_000}{f'</{tag}>' * 200_000}</graphml>")
    assert problems_of(tmp_path / "x.graphml")


@pytest.mark.parametrize("text", ["[" * 200_000, "graph [ " * 200_000, f"graph [ id {'1' * 5000} ]", "[ ]" * 10**5])
def test_deep_or_endless_gml(tmp_path, text):
    (tmp_path / "x.gml").write_text(text)
    assert problems_of(tmp_path / "x.gml")


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".graphml", ".gml"])
def test_things_that_are_no_file(tmp_path, suffix):
    (tmp_path / f"folder{suffix}").mkdir()
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / f"zero{suffix}").symlink_to("/dev/zero")
    for name in ("folder", "pipe", "zero", "none"):
        path = tmp_path / f"{name}{suffix}"
        [problem] = problems_of(path)
        assert problem.startswith(str(path))
        with pytest.raises(InputError), within(5):
            fingerprint(path)


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".graphml", ".gml"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 1000, b"\xef\xbb\xbf", b"\xff\xfe\x00"])
def test_empty_or_no_text(tmp_path, suffix, content):
    (tmp_path / f"x{suffix}").write_bytes(content)
    assert problems_of(tmp_path / f"x{suffix}")


def test_names_in_any_script(tmp_path):
    name = "שלום \u202eabc 🕊️ =1+1 <b>"
    (tmp_path / "x.csv").write_text(f"source,target\n{name},b\n", encoding="utf-8")
    assert Society(file=tmp_path / "x.csv").labels == [name, "b"]
    (tmp_path / "x.gml").write_text(GML, encoding="utf-8")
    assert problems_of(tmp_path / "x.gml")[0].endswith("without a segment, though others have one: the nodes 'a'")
