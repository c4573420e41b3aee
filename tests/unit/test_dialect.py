"""The rules are written in a dialect that interpreter and compilers read alike; this is its grammar."""

import ast
import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import sentiment_abm.rule
from sentiment_abm.psychology.mind import Params
from sentiment_abm.sources import SOURCES
from sentiment_abm.spec import declared

PACKAGE = Path(sentiment_abm.rule.__file__).parent
PSYCHOLOGY = sorted(PACKAGE.glob("psychology/*.py"))
RULE_FILES = [PACKAGE / "rule.py", PACKAGE / "draws.py", *PSYCHOLOGY]
MODULES = sorted(PACKAGE.rglob("*.py"))

ALLOWED = (
    *(ast.Return, ast.Assign, ast.If, ast.IfExp, ast.Expr, ast.Tuple, ast.Name, ast.Attribute, ast.Constant, ast.Call),
    *(ast.keyword, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.expr_context, ast.boolop, ast.unaryop),
    *(ast.For, ast.AugAssign),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div),
    *(ast.BitAnd, ast.BitOr, ast.BitXor, ast.RShift, ast.LShift),  # whole numbers and truth values only
    *(ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq),
)


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rules_in(tree: ast.Module) -> list[ast.FunctionDef]:
    marked = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [node for node in marked if any(isinstance(d, ast.Name) and d.id == "rule" for d in node.decorator_list)]


RULES = {
    (name_of(path), node.name) for path in RULE_FILES for node in rules_in(ast.parse(path.read_text(encoding="utf-8")))
}


def may_be_called(function: ast.expr, module: ModuleType) -> bool:
    """Rules, named tuples and the square root, which IEEE 754 defines to the last bit."""
    if isinstance(function, ast.Name):
        target = vars(module).get(function.id)
    elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        if (function.value.id, function.attr) == ("math", "sqrt"):
            return True
        target = getattr(vars(module).get(function.value.id), function.attr, None)
    else:
        return False
    if inspect.isclass(target):
        return issubclass(target, tuple) and hasattr(target, "_fields")
    return (getattr(target, "__module__", ""), getattr(target, "__name__", "")) in RULES


def is_counted(loop: ast.For) -> bool:
    match loop:
        case ast.For(
            target=ast.Name(id="_"),
            iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int())], keywords=[]),
            orelse=[],
        ):
            return True
    return False


def offences(node: ast.FunctionDef, module: ModuleType) -> list[str]:
    """Everything in a rule that is outside the dialect."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    parts = [part for statement in body for part in ast.walk(statement)]
    counters = {id(part.iter) for part in parts if isinstance(part, ast.For) and is_counted(part)}
    found = []
    for part in parts:
        where = f"{node.name}, line {getattr(part, 'lineno', node.lineno)}: "
        if not isinstance(part, ALLOWED):
            found.append(where + type(part).__name__)
        elif isinstance(part, ast.For) and not is_counted(part):
            found.append(where + "a loop other than `for _ in range(constant)`")
        elif isinstance(part, ast.Constant) and not isinstance(part.value, int | float):
            found.append(where + f"the constant {part.value!r}")
        elif isinstance(part, ast.Call) and id(part) not in counters and not may_be_called(part.func, module):
            found.append(where + f"a call of {ast.unparse(part.func)}")
        elif isinstance(part, ast.Expr):
            found.append(where + "a statement without effect")
    return found


@pytest.mark.parametrize("path", RULE_FILES, ids=name_of)
def test_rules_keep_to_the_dialect(path):
    module = importlib.import_module(name_of(path))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [offence for node in rules_in(tree) for offence in offences(node, module)] == []


@pytest.mark.parametrize(
    "line",
    [
        "return x ** 2",
        "return x // 2",
        "return x % 2",
        "return sum((x, x))",
        "return round(x)",
        "return abs(x)",
        "return min(x, 1.0)",
        "return float(x)",
        "return pow(x, 2)",
        "return math.exp(x)",
        "return math.fma(x, x, x)",
        "return np.sqrt(x)",
        "return [x][0]",
        "return {'x': x}",
        "return (lambda y: y)(x)",
        "return tuple(x for _ in range(3))",
        "return 'text'",
        "return x is None",
        "return x in (1, 2)",
        "return (y := x)",
        "while x > 0.0:\n        x = x - 1.0",
        "for i in range(3):\n        x = x + i",
        "for _ in range(x):\n        x = x + 1",
        "for _ in (1, 2):\n        x = x + 1",
        "try:\n        return x\n    except ValueError:\n        return 0.0",
        "raise ValueError",
        "assert x > 0.0",
        "import math",
        "global y",
        "with x:\n        return x",
        "print(x)",
        "unknown(x)",
    ],
)
def test_the_grammar_can_refuse(line):
    """Negative control: each of these is outside the dialect and must be noticed."""
    node = rules_in(ast.parse(f"@rule\ndef bad(x):\n    {line}\n"))[0]
    assert offences(node, sentiment_abm.rule)


def test_the_grammar_can_accept():
    loop = "for _ in range(3):\n        x = select(x > 1.0, math.sqrt(x), -x)"
    text = f"@rule\ndef good(x):\n    'X.'\n    {loop}\n    return x, 1\n"
    assert offences(rules_in(ast.parse(text))[0], sentiment_abm.rule) == []


def test_rules_were_found():
    """An empty list of rules would pass every test above."""
    assert {("sentiment_abm.rule", "select"), ("sentiment_abm.psychology.trust", "trust")} <= RULES
    assert len(RULES) > 40


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", PSYCHOLOGY, ids=name_of)
def test_psychology_imports_only_its_own_floor_and_the_one_below(path):
    allowed = {"typing", "enum", "collections.abc", *(f"sentiment_abm.{name}" for name in ("rule", "draws", "spec"))}
    others = imported(ast.parse(path.read_text(encoding="utf-8"))) - allowed
    assert {name for name in others if not f"{name}.".startswith("sentiment_abm.psychology.")} == set()


def test_the_list_of_imports_sees_numpy():
    """Negative control of the test above, inside functions too."""
    assert imported(ast.parse("def f():\n    import numpy as np\n    from mesa import Agent")) == {"numpy", "mesa"}


def test_every_source_of_a_parameter_is_listed():
    parameters = list(declared(Params))
    assert len(parameters) > 50
    assert {key for item in parameters for key in item.spec.sources} <= set(SOURCES)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_source_named_in_a_text_is_listed(path):
    keys = set(re.findall(r"``([a-z]+(?:19|20)\d\d[a-z]?)``", path.read_text(encoding="utf-8")))
    assert keys <= set(SOURCES)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", RULE_FILES, ids=name_of)
def test_every_public_rule_is_explained(path):
    rules = rules_in(ast.parse(path.read_text(encoding="utf-8")))
    assert [node.name for node in rules if not node.name.startswith("_") and not ast.get_docstring(node)] == []
