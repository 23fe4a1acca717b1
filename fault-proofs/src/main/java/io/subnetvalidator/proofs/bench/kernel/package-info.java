/**
 * How fast the reference computation is on this machine, side by side with named baselines in one run.
 * It may use the kernels, the models, the clock it is given and a directory for a synthetic model.
 * Nothing else may use it but the command line.
 */
@NullMarked
package io.subnetvalidator.proofs.bench.kernel;

import org.jspecify.annotations.NullMarked;
