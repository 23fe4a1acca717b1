package io.subnetvalidator.scp.protocol;

import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who attests what: validators that speak this protocol are known by their batches and attest data; of the others only what
 * they did in the last submissions is known.
 */
final class AttendanceHistory {

    /** Submissions that an expectation is built on. */
    private static final int SUBMISSIONS = 3;

    /** Epochs after which a silent validator no longer counts as a speaker of this protocol. */
    private static final long SPEAKER_EPOCHS = 8;

    private final TreeMap<Epoch, Submission> submissions = new TreeMap<>();
    private final Map<NodeId, Epoch> spoke = new HashMap<>();

    /** Takes the latest view of a submission; later views of the same epoch replace earlier ones. */
    void saw(Submission submission) {
        Epoch epoch = submission.statement().epoch();
        submissions.put(epoch, submission);
        while (submissions.size() > SUBMISSIONS + 1) {
            submissions.pollFirstEntry();
        }
        submission.attests().forEach((node, data) -> {
            if (data.flatMap(AttendanceHistory::ownFormat).isPresent()) {
                spoke(node, epoch);
            }
        });
    }

    void spoke(NodeId node, Epoch epoch) {
        spoke.merge(node, epoch, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** Whether a validator of other software is to be expected among the attestors of a proposal in this epoch. */
    boolean expectsForeign(NodeId node, Epoch epoch) {
        Collection<Submission> earlier = submissions.headMap(epoch).values();
        return !speaks(node, epoch)
                && !earlier.isEmpty()
                && earlier.stream().allMatch(submission -> submission.attests().containsKey(node));
    }

    boolean speaks(NodeId node, Epoch epoch) {
        return Optional.ofNullable(spoke.get(node))
                .filter(last -> epoch.value() - last.value() <= SPEAKER_EPOCHS)
                .isPresent();
    }

    void forgetBefore(Epoch epoch) {
        spoke.values().removeIf(last -> last.value() + SPEAKER_EPOCHS < epoch.value());
    }

    private static Optional<AttestData> ownFormat(Bytes data) {
        return AttestData.fromBytes(data);
    }
}
