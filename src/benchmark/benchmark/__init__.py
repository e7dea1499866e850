"""The harness of the benchmark: src/benchmark/README.md."""
