/**
 * The service: command line, configuration, life cycle, HTTP API, dashboard and metrics.
 * The outermost layer: the only one that reads clocks, files, environment and randomness, and that wires the other modules together.
 * No rule of the protocol lives here.
 */
@NullMarked
package io.subnetvalidator.core;

import org.jspecify.annotations.NullMarked;
