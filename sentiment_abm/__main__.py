"""``python -m sentiment_abm`` is the command ``sentiment-abm``."""

from sentiment_abm.cli import main

if __name__ == "__main__":
    main()
