/**
 * The HTTP surface: liveness, readiness, metrics, the read-only API and the dashboard.
 * It reads snapshots that the service publishes and may use Vert.x.
 * It never changes anything.
 */
@NullMarked
package io.subnetvalidator.core.http;

import org.jspecify.annotations.NullMarked;
