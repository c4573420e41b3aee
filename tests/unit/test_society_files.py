"""Every problem of a network file is told with its line, and nothing that is not a network gets through."""

import gzip
import io
import zlib

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentiment_abm.society import files
from sentiment_abm.society.files import fingerprint, read
from sentiment_abm.spec import InputError


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a file into an empty working folder, so that messages name it shortly."""
    monkeypatch.chdir(tmp_path)

    def writer(name, content):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return writer


def problems_of(path):
    with pytest.raises(InputError) as caught:
        read(path)
    assert all("\n" not in problem for problem in caught.value.problems)
    return list(caught.value.problems)


# ------------------------------------------------------------------------------------------- edge lists


@pytest.mark.parametrize(
    "content",
    [
        b"source,target\nAnna,Boris\nBoris,Vera\n",
        b"\xef\xbb\xbfsource,target\r\nAnna,Boris\r\nBoris,Vera\r\n",
        b' source , target \nAnna, Boris\n\nBoris,"Vera"',
    ],
    ids=["plain", "BOM and CRLF", "spaces, quotes, empty line, no last end of line"],
)
def test_edge_lists(write, content):
    for name, bytes_ in [("edges.csv", content), ("edges.csv.gz", gzip.compress(content)), ("E.CSV", content)]:
        graph = read(write(name, bytes_))
        assert list(graph) == ["Anna", "Boris", "Vera"]
        assert list(graph.edges) == [("Anna", "Boris"), ("Boris", "Vera")]


def test_names_in_any_script(write):
    assert list(read(write("edges.csv", 'source,target\nÖzgür,"Шевченко, Т."\n'))) == ["Özgür", "Шевченко, Т."]


def test_all_problems_with_their_lines(write):
    content = b"source,target\na,b\nc,c\nb,a\na,b\nd\n,e\nf, \n,\na,b,3\n\xff,g\n"
    assert problems_of(write("edges.csv", content)) == [
        "edges.csv line 3: 'c' is its own contact (self-loop)",
        "edges.csv line 4: 'b' and 'a' are contacts already (the direction does not count, so give each pair once)",
        "edges.csv line 5: 'a' and 'b' are contacts already (the direction does not count, so give each pair once)",
        "edges.csv line 6: 1 columns, but must be 2 (source,target)",
        "edges.csv line 7: source is empty",
        "edges.csv line 8: target is empty",
        "edges.csv line 9: source is empty",
        "edges.csv line 10: 3 columns, but must be 2 (source,target)",
        "edges.csv line 11: not UTF-8 text",
    ]


@pytest.mark.parametrize("header", ["from,to", "source;target", "target,source", "source,target,weight", "a,b"])
def test_a_wrong_header(write, header):
    problems = problems_of(write("edges.csv", f"{header}\na,b\n"))
    assert problems == [f"edges.csv line 1: the header is '{header}', but must be 'source,target'"]


def test_an_empty_file(write):
    assert problems_of(write("edges.csv", "")) == [
        "edges.csv line 1: the file is empty, the header must be 'source,target'"
    ]
    (problem,) = problems_of(write("edges.csv", "\n"))
    assert problem == "edges.csv line 1: the header is '', but must be 'source,target'"


def test_a_long_list_of_problems_is_cut(write):
    problems = problems_of(write("edges.csv", "source,target\n" + "a;b\n" * 35))
    assert len(problems) == 11
    assert problems[-1] == "edges.csv: and 25 more problems"


def test_an_open_quote(write):
    (problem,) = problems_of(write("edges.csv", 'source,target\na,"b\nc,d\n'))
    assert problem.startswith("edges.csv line 3: cannot be read")


def test_size_is_limited_after_decompression(write, monkeypatch):
    content = b"source,target\n" + b"".join(b"a%d,b\n" % i for i in range(1000))
    path = write("edges.csv.gz", gzip.compress(content))
    assert read(path).number_of_edges() == 1000
    monkeypatch.setattr(files, "MOST_BYTES", 5000)
    (problem,) = problems_of(path)
    assert problem.endswith("the file is larger than 5e+03 bytes; the rest was not read")


def test_a_small_archive_of_one_endless_line(write):
    """Four megabytes of zeros, packed a thousand times smaller, are not read beyond the first."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(4)) + packer.flush()
    assert len(bomb) < 10_000
    problems = problems_of(write("edges.csv.gz", bomb))
    assert problems[0] == "edges.csv.gz line 1: the file is larger than 1048576 bytes a line; the rest was not read"


@pytest.mark.parametrize(
    "content",
    [b"source,target\na,b\n", gzip.compress(b"source,target\n" * 999)[:-20], b"\x1f\x8b"],
    ids=["plain text", "cut short", "two bytes"],
)
def test_what_is_not_an_archive(write, content):
    (problem,) = problems_of(write("edges.csv.gz", content))
    assert problem.startswith("edges.csv.gz: cannot be decompressed, ")


# ------------------------------------------------------------------------------------------- GraphML and GML


def graphml(graph):
    stream = io.BytesIO()
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue()


def gml(graph):
    stream = io.BytesIO()
    nx.write_gml(graph, stream, stringizer=str)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "writer"), [("x.graphml", graphml), ("x.gml", gml)])
def test_there_and_back(write, name, writer):
    graph = nx.Graph([("Anna", "Boris"), ("Boris", "Vera")])
    graph.add_node("Eremite")
    nx.set_node_attributes(graph, "east", "segment")
    again = read(write(name, writer(graph)))
    assert list(again.nodes(data="segment")) == list(graph.nodes(data="segment"))
    assert nx.utils.edges_equal(again.edges, graph.edges)


def page(body, head=""):
    start = f'<?xml version="1.0"?>{head}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    return f'{start}<graph edgedefault="undirected">{body}</graph></graphml>'


def test_entity_bombs_are_refused_unread(write):
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert problems_of(write("x.graphml", page("&b;", bomb))) == ["x.graphml: a DOCTYPE is refused, remove it"]


def test_a_declared_encoding_hides_nothing(write):
    # In UTF-7 "+ADw-" is "<"; the text is read as the UTF-8 that it is, so no DOCTYPE appears.
    text = page('+ADw-!DOCTYPE b+AD4-<node id="a"/>').replace('version="1.0"', 'version="1.0" encoding="utf-7"')
    assert list(read(write("x.graphml", text))) == ["a"]
    (problem,) = problems_of(write("x.graphml", page("<node/>").encode("utf-16")))
    assert problem == "x.graphml line 1: not UTF-8 text"


def test_misspelled_ends_and_nodes_given_twice(write):
    body = '<node id="a"/><node id="b"/><node id="b"/><node/><edge source="a" target="bb"/><edge target="a"/>'
    assert problems_of(write("x.graphml", page(body))) == [
        "x.graphml node 'b': is given several times",
        "x.graphml node None: has no id",
        "x.graphml edge 1: target 'bb' is not a node",
    ]


def test_one_graph_a_file(write):
    body = '<node id="a"/></graph><graph edgedefault="undirected"><node id="b"/>'
    assert problems_of(write("x.graphml", page(body))) == ["x.graphml graph 2: a file must have a single graph"]


@pytest.mark.parametrize("content", ["", "<graphml>", "<html></html>", "a,b", "\x00", "graph [ node [ id 1 ] ]"])
@pytest.mark.parametrize(("name", "language"), [("x.graphml", "GraphML"), ("x.gml", "GML")])
def test_what_is_neither(write, name, language, content):
    (problem,) = problems_of(write(name, content))
    assert problem.startswith(f"{name}: cannot be read as {language}, ")


def test_text_that_is_not_utf8(write):
    assert problems_of(write("x.gml", b"graph [\n\xff ]")) == ["x.gml line 2: not UTF-8 text"]


def test_large_text(write, monkeypatch):
    path = write("x.gml", gml(nx.path_graph(100)))
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    assert problems_of(path) == ["x.gml: the file is larger than 1e+03 bytes"]


# ------------------------------------------------------------------------------------------- any file


def test_names_and_places(write, tmp_path):
    write("edges.txt", "source,target\n")
    assert problems_of("edges.txt") == [
        "edges.txt: the name of a network file must end in .csv, .csv.gz, .graphml, .gml"
    ]
    assert problems_of("nowhere.csv") == ["nowhere.csv: No such file or directory"]
    (tmp_path / "folder.gml").mkdir()
    assert problems_of("folder.gml") == ["folder.gml: Is a directory"]
    with pytest.raises(InputError, match=r"nowhere\.csv: No such file"):
        fingerprint("nowhere.csv")


def test_fingerprints_tell_contents_apart(write):
    one, same, other = write("a.csv", "source,target\n"), write("b.csv", "source,target\n"), write("c.csv", "x")
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)
    assert fingerprint(one) != fingerprint(write("a.gml", "source,target\n"))


LINES = st.lists(
    st.one_of(st.binary(max_size=6), st.sampled_from([b"a,b", b"b,c", b"a,a", b'"', b",", b"a,b,c", b"\xff,a"])),
    max_size=6,
)
WORDS = ("graph", "node", "edge", "[", "]", "id", "label", "source", "target", "directed", "1", "2", '"a"', '"', "\n")
NODES = (
    "<node/>",
    '<node id="a"/>',
    '<node id="b"/>',
    '<node id="a"><data key="k">x</data></node>',
    "<port/>",
    "x",
    "<",
)
EDGES = ('<edge source="a" target="b"/>', '<edge source="a"/>', '<edge directed="true"/>', "<hyperedge/>", "</graph>")


def outcome(make):
    """What a function returns, or the InputError that it raises."""
    try:
        return make()
    except InputError as error:
        return error


@pytest.mark.filterwarnings("ignore:GraphML port tag not supported")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lines=LINES,
    words=st.lists(st.sampled_from(WORDS), max_size=25),
    tags=st.lists(st.sampled_from(NODES + EDGES), max_size=10),
)
def test_whatever_is_in_a_file_it_is_a_graph_or_an_input_error(tmp_path, lines, words, tags):
    for name, content in {
        "x.csv": b"\n".join([b"source,target", *lines]),
        "y.csv": b"\n".join(lines),
        "x.gml": " ".join(words).encode(),
        "y.gml": f"graph [ {' '.join(words)} ]".encode(),
        "x.graphml": page("".join(tags)).encode(),
    }.items():
        (tmp_path / name).write_bytes(content)
        found = outcome(lambda name=name: read(tmp_path / name))
        if isinstance(found, InputError):
            assert found.problems
            assert all("\n" not in problem for problem in found.problems)
        else:
            assert isinstance(found, nx.Graph)
