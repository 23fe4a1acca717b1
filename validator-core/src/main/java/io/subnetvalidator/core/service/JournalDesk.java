package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.scp.protocol.Duty;
import io.vertx.core.Future;

/** Puts a duty into the signing journal; completes only when signing it is allowed and the entry is on disk. */
@FunctionalInterface
interface JournalDesk {

    Future<Void> record(Duty duty, Epoch epoch, Hash256 digest);
}
