/**
 * The closed catalogue of errors an operator can meet: code, cause, remedy.
 * Values only; every other package of this module may use it.
 * It never prints and never decides an exit.
 */
@NullMarked
package io.subnetvalidator.core.error;

import org.jspecify.annotations.NullMarked;
