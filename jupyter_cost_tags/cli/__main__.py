"""`python -m jupyter_cost_tags.cli`, where no script is on the PATH."""

import sys

from . import main

sys.exit(main())
