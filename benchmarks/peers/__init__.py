"""The same bare contagion in other packages, one file each, on their public interfaces."""
