"""What the commands of the command line do, one module per kind of command."""
