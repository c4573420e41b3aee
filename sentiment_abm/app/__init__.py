"""The dashboard: a model to play with in the browser; needs the extra `viz`."""
