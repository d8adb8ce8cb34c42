"""A Whoosh index kept as flat arrays: segments in memory-mapped files, written and searched with NumPy.

Nothing here imports from the rest of Dateline, so that it can be lifted out.
"""
