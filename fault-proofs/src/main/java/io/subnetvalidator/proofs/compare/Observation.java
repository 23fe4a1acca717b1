package io.subnetvalidator.proofs.compare;

/** What an honest step looked like, and which kind of hardware took it. */
record Observation(String kind, Statistics statistics) {}
