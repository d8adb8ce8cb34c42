"""Articles as reference managers and search engines read them.

Names are given as they are printed: which part of one is the family's is not known here.
"""
