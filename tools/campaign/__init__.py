"""The campaign: random pads, random users, one fault at a random moment, judged by the physics.

    make campaign N=500 SEED=1

Each run is made from the seed, its index and which faults were asked for, and can be repeated alone:

    python -m tools.campaign --run 1:37 --faults one
"""
