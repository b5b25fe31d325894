"""Run the command line: `python -m whowhom`."""

from whowhom.cli import main

if __name__ == "__main__":
    main()
