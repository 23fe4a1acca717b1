/**
 * The canonical matrix products on the vector API, one vector species per process.
 * It may use the kernel package; it is loaded by name and only where the JVM has the vector module.
 * It never adds across lanes, which would make the result depend on the vector width.
 */
@NullMarked
package io.subnetvalidator.proofs.kernel.vector;

import org.jspecify.annotations.NullMarked;
