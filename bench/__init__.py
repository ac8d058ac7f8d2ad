"""The benchmark of docs/reference/performance.md: `make bench`. Prints figures; asserts nothing about durations."""
