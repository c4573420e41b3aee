"""Small study files for the tests of studies."""

SMALL = """
[study]
name = "small"
seed = 5
replicates = 3
days = 12

[society]
people = 40
contacts = 4

[scenario]
use = "promise_broken"
"""
NEWS = "day,kind,headline,source,delivered\n1,announcement,Summit to end the war,leader,\n5,outcome,No deal,,0\n"
