"""The campaign: random pads, random users, one fault at a random moment, judged by the physics.

    make campaign N=500 SEED=1

Each run is made from two numbers, the seed and its index, and can be repeated alone:

    python -m tools.campaign --run 1:37
"""
