"""News: dated items, scripted scenarios, talks as a random process, and the clutter of all other stories."""
