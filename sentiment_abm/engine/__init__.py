"""Two engines, one set of rules: Mesa citizens and a compiled kernel give the same bits."""
