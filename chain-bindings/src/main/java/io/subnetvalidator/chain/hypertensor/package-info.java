/**
 * The typed view of a Hypertensor chain: subnets, nodes, elections, submissions, stakes, and the dialect of the runtime.
 * It may use metadata, extrinsics and RPC.
 * It never decides what to propose or attest.
 */
@NullMarked
package io.subnetvalidator.chain.hypertensor;

import org.jspecify.annotations.NullMarked;
