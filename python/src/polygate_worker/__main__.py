"""`python -m polygate_worker`."""

from polygate_worker.cli import main

raise SystemExit(main())
