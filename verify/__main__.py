"""``python -m verify COMMAND`` is ``fisherproof COMMAND``."""

from verify.cli import main

if __name__ == "__main__":
    main()
