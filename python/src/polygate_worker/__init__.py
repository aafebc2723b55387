"""Models on one's own machines, behind one gRPC and one OpenAI-compatible HTTP port.

Start reading at :mod:`polygate_worker.app` (what a running worker is made of) and
:mod:`polygate_worker.engines.base` (the protocol that every inference engine fulfils).
"""

__version__ = "0.1.0"
