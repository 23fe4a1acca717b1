/**
 * The metrics of the service: names, meanings, and the places they are counted.
 * It may use the Prometheus client.
 * It never reads a clock and never serves HTTP.
 */
@NullMarked
package io.subnetvalidator.core.metrics;

import org.jspecify.annotations.NullMarked;
