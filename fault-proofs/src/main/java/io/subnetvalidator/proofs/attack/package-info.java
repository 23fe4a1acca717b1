/**
 * Ways to serve something else than what was declared: changed weights, changed attention, changed boundaries. Seeded and composable,
 * for tests and for the benchmark that measures which of them are caught.
 * It may use models and emulated hardware.
 * It never judges.
 */
@NullMarked
package io.subnetvalidator.proofs.attack;

import org.jspecify.annotations.NullMarked;
