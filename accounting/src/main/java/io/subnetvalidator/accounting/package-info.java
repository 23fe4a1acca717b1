/**
 * The ledger: an append-only, hash-chained journal of everything the service saw and did, and the tallies derived from it.
 * It may use the database; its entries are canonical bytes.
 * It never talks to a chain or a peer and never computes a score.
 */
@NullMarked
package io.subnetvalidator.accounting;

import org.jspecify.annotations.NullMarked;
