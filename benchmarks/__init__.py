"""How fast the package is, and how the time is spent: python -m benchmarks."""
