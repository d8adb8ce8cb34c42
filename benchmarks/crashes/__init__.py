"""Killing, starving and damaging an archive, over and over, and comparing it with what it must hold.

``points``: where a process can be killed or a call can fail. ``work``: what it does meanwhile, in a process
of its own. ``rounds``: one round after the other, with the oracle. ``damage``: files changed behind its back.
``power``: power cuts, by a run that ``recording`` took down and a ``disk`` that forgets.
``history``: all of it in any order, against a model.
The tests run a few rounds (``tests/durability``), ``make torture`` runs many.
"""
