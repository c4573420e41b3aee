"""Who knows whom, and who belongs to which public."""
