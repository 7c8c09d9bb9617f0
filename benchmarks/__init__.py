import os

# As `core.jobs` starts what computes: two threads of BLAS wait for each other on a small machine.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
