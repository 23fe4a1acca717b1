/**
 * A whole subnet on one machine: chain, nodes with planted faults, validators, and a summary of what they did.
 * It may use the test fixtures; nothing else in this module may.
 * It never touches a chain with real stake.
 */
@NullMarked
package io.subnetvalidator.core.devnet;

import org.jspecify.annotations.NullMarked;
