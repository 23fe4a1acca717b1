/**
 * The ledger on a relational database: SQLite in the data directory.
 * It may use JDBC, the file system and blocking calls, which is why it must never run on an event loop.
 * It knows entries as bytes under hashes and nothing of what they mean.
 */
@NullMarked
package io.subnetvalidator.accounting.jdbc;

import org.jspecify.annotations.NullMarked;
