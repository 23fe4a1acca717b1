/**
 * Runtime metadata V14 and V15 and everything encoded from it: calls, storage keys, values, events, errors, constants.
 * Nothing is encoded from a hard-coded index.
 * It never talks to an endpoint.
 */
@NullMarked
package io.subnetvalidator.chain.metadata;

import org.jspecify.annotations.NullMarked;
