"""Studies: many runs from one file, carried out on any number of workers and stored so that nothing is lost."""
