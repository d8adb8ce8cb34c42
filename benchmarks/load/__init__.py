"""Open-loop load: what a server does when more is asked than it can answer, and beside bad company.

``python -m benchmarks.load``; see ``__main__`` for the parts.
"""
