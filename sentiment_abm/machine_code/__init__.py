"""Compiled functions that are kept from one start to the next, and never answer for sources that have changed."""
