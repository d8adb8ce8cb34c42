"""Benchmarks: ``python -m benchmarks [NAME...]`` or ``make bench``.

Each module listed in ``__main__`` has a ``NAME``, an ``ABOUT`` (one line) and ``run(setup)``, which
yields tables. A peer is always measured beside Dateline, in the same run, on the same data.
"""
