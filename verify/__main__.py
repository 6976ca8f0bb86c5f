"""``python -m verify COMMAND`` is ``fisherproof COMMAND``."""

import sys

from verify.missing import missing_package

if __name__ == "__main__":
    try:
        from verify.cli import main
    except ModuleNotFoundError as error:
        if (advice := missing_package(error)) is None:
            raise
        sys.stderr.write(f"Error: {advice}\n")
        sys.exit(2)
    main()
