/**
 * The command line: one class per command, exit codes, text for people and JSON for programs.
 * It parses, calls the service packages and prints; it may read the environment and the terminal.
 * It holds no rule of the protocol.
 */
@NullMarked
package io.subnetvalidator.core.cli;

import org.jspecify.annotations.NullMarked;
