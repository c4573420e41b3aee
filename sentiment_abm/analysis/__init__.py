"""Statistics on tables of runs: intervals, bands, paired contrasts.  Nothing here simulates."""
