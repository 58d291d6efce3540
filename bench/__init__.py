"""Benchmarks: a generator of sites, and a runner that measures builds of them."""
