"""Where the packed program begins. Knows the command line alone."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.exit(main())
