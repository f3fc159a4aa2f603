"""The carer's page: a web page that only this computer can reach, in a process of its own.

Theory of operation. ``running`` opens one page at a time and prints its link. ``server`` joins a
socket of this machine alone to ``frame``, the web application. Whoever asks for anything passes
``gate`` (before a single byte of a body is taken) and ``frame`` (for each request), which both ask
``callers`` and ``door``. What there is to see and change are the ``parts``, each on its own.
"""
