/**
 * Configuration as immutable records, parsed once from flags, environment and a YAML file.
 * Unknown keys and wrong values are errors that say where they stand and what was meant.
 * It never opens a socket or a key.
 */
@NullMarked
package io.subnetvalidator.core.config;

import org.jspecify.annotations.NullMarked;
