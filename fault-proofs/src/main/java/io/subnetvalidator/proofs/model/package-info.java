/**
 * Model directories in Hugging Face layout and the reference computation over spans of their blocks.
 * Weights are memory-mapped and only the blocks in use are read; a Merkle root over all tensors names the model.
 * It may use the kernels; it never knows probes, peers or chains.
 */
@NullMarked
package io.subnetvalidator.proofs.model;

import org.jspecify.annotations.NullMarked;
