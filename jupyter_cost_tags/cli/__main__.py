"""`python -m jupyter_cost_tags.cli`, where no script is on the PATH."""

import sys

from .main import main

sys.exit(main())
