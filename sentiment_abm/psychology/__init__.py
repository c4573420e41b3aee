"""The rules of the mind, one file per mechanism; `mind` has the order of a day."""
