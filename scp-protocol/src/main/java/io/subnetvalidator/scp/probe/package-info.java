/**
 * The probe plan of one validator for one subnet epoch: which nodes are probed when, with how much work.
 * A pure function of a seed, so that the plan can be audited afterwards and not foreseen.
 * It never sends a probe and never judges an answer.
 */
@NullMarked
package io.subnetvalidator.scp.probe;

import org.jspecify.annotations.NullMarked;
