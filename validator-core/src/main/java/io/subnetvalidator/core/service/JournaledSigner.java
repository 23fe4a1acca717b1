package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.hypertensor.CallSigner;
import io.subnetvalidator.chain.hypertensor.SignRequest;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.core.error.ServiceError;
import io.subnetvalidator.core.error.ServiceException;
import io.subnetvalidator.scp.protocol.Duty;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signs the calls of one hotkey, each only after the signing journal has it on disk. A call that no duty was announced for is
 * refused.
 */
final class JournaledSigner implements CallSigner {

    /** More announced calls than one epoch can have; old ones are forgotten with their epoch. */
    private static final int MAX_ANNOUNCED = 64;

    private final AccountKey key;
    private final JournalDesk journal;
    private final Map<Bytes, AnnouncedDuty> announced = new ConcurrentHashMap<>();

    JournaledSigner(AccountKey key, JournalDesk journal) {
        this.key = key;
        this.journal = journal;
    }

    private record AnnouncedDuty(Duty duty, Epoch epoch, Hash256 digest) {}

    /** Says which duty these call bytes carry out, before they are submitted. */
    void announce(Bytes call, Duty duty, Epoch epoch, Hash256 digest) {
        if (announced.size() >= MAX_ANNOUNCED) {
            announced.values().removeIf(other -> other.epoch().compareTo(epoch) < 0);
        }
        announced.put(call, new AnnouncedDuty(duty, epoch, digest));
    }

    @Override
    public AccountId account() {
        return key.account();
    }

    @Override
    public Future<byte[]> sign(SignRequest request) {
        AnnouncedDuty duty = announced.get(request.call());
        if (duty == null) {
            return Future.failedFuture(new ServiceException(
                    ServiceError.JOURNAL_UNUSABLE, "a call was to be signed that no duty was announced for"));
        }
        return journal.record(duty.duty(), duty.epoch(), duty.digest())
                .map(recorded -> key.sign(request.message().toBytes()));
    }
}
