/**
 * The start of the process: the JVM options the service needs, and the restart with them when they are missing.
 * It may look at the running JVM and start one child process.
 * It knows nothing of commands.
 */
@NullMarked
package io.subnetvalidator.core.launch;

import org.jspecify.annotations.NullMarked;
